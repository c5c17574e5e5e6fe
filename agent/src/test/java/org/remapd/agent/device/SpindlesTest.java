package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpindlesTest {

    private static final String SATA = "pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda";
    private static final String MULTIPLIED = "pci0000:00/0000:00:1f.2/ata4/host3/target3:%d:0/3:%d:0:0/block/%s";
    private static final String SAS = "pci0000:00/0000:00:03.0/host7/target7:0:%d/7:0:%d:0/block/%s";
    private static final String USB =
            "pci0000:00/0000:00:14.0/usb2/2-1/2-1.4/2-1.4:1.0/host8/target8:0:0/8:0:0:%d/block/%s";
    private static final String NVME = "pci0000:00/0000:01:00.0/nvme/nvme0/%s";
    private static final String SUBSYSTEM = "virtual/nvme-subsystem/nvme-subsys1/%s";

    private Sysfs kernel;

    @BeforeEach
    void disks(@TempDir Path sys) throws IOException {
        kernel = new Sysfs(sys);
        kernel.disk(SATA, "8:0", 1000);
        kernel.disk(MULTIPLIED.formatted(0, 0, "sdb"), "8:16", 1000);
        kernel.disk(MULTIPLIED.formatted(1, 1, "sdc"), "8:32", 1000);
        kernel.disk(SAS.formatted(4, 4, "sdd"), "8:48", 1000);
        kernel.disk(SAS.formatted(5, 5, "sde"), "8:64", 1000);
        kernel.disk(USB.formatted(0, "sdf"), "8:80", 1000);
        kernel.disk(USB.formatted(1, "sdg"), "8:96", 1000);
        kernel.disk(NVME.formatted("nvme0n1"), "259:0", 1000);
        kernel.disk(NVME.formatted("nvme0n2"), "259:1", 1000);
        kernel.disk(SUBSYSTEM.formatted("nvme1n1"), "259:2", 1000);
        kernel.disk("pci0000:00/0000:00:05.0/virtio2/block/vda", "252:0", 1000);
        kernel.loop("loop0", "7:0", 1000, "/var/tmp/image", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "sda, host2",
        "sdb, host3",
        "sdc, host3",
        "sdd, sdd",
        "sde, sde",
        "sdf, host8",
        "sdg, host8",
        "nvme0n1, nvme0",
        "nvme0n2, nvme0",
        "nvme1n1, nvme-subsys1",
        "vda, vda",
        "loop0, loop0",
        "gone, gone"
    })
    void aDiskIsItsOwnUnlessWhatItHangsOnIsNarrow(String disk, String spindle) {
        assertThat(new Spindles(kernel.root()).of(List.of(disk))).containsExactly(spindle);
    }

    @Test
    void severalDisksHaveAllOfTheirs() {
        assertThat(new Spindles(kernel.root()).of(List.of("sda", "sdb", "sdc", "sde")))
                .containsExactlyInAnyOrder("host2", "host3", "sde");
        assertThat(new Spindles(kernel.root()).of(List.of())).isEmpty();
    }
}
