package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Superblock;

class MissingMemberTest {

    private static final UUID DEVICE = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");
    private static final Geometry GEOMETRY = Layout.onEmptyDiskBeside(
                    new Geometry.Member(1_000_000, false, "ata-LAB_S1"),
                    new Geometry.Member(100_000, false, "usb-LAB_S2"),
                    8,
                    10)
            .orElseThrow();

    /** As it stands in a file system's names, by which it can be looked for, and by which a page knows what it is not to tell. */
    @Test
    void aSpareDeviceThatIsMissingIsNamedAsItsLinkIs() {
        Superblock superblock = Superblock.fresh(DEVICE, "data", Instant.EPOCH, GEOMETRY);
        Discovery.Candidate data =
                new Discovery.Candidate("/dev/sda", new MetadataReader.Membership(superblock, 1, 0), false);

        assertThatThrownBy(() -> Discovery.disks(new DeviceId(DEVICE), List.of(data)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "spare device 1 of device " + new DeviceId(DEVICE) + " is missing: /dev/disk/by-id/usb-LAB_S2");
    }
}
