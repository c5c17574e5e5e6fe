package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of {@code /proc/self/mountinfo}. */
class MountTest {

    private static final String LINES = """
            21 28 0:5 / /dev rw,relatime shared:8 - devtmpfs dev rw,size=1000260k,mode=755,inode64
            140 28 0:37 /@home /home rw,relatime shared:45 - btrfs /dev/mapper/data rw,space_cache=v2,subvol=/@home
            141 28 253:3 /sub /mnt/a\\040b\\134c rw - ext4 /dev/mapper/vg-home rw
            142 28 253:3 / /mnt/\303\274 rw - ext4 /dev/mapper/vg-home rw
            half a line - ext4
            """;

    @Test
    void saysWhatOfWhichDeviceIsMountedWhere() {
        List<Mount> mounts = Mount.parse(LINES);
        assertThat(mounts).hasSize(4);
        assertThat(mounts.get(1))
                .isEqualTo(new Mount("0:37", FilePath.of("/@home"), FilePath.of("/home"), "btrfs", "/dev/mapper/data"));
        assertThat(mounts.get(2).point()).isEqualTo(FilePath.of("/mnt/a b\\c"));
        assertThat(mounts.get(3).point()).as("bytes").isEqualTo(FilePath.of("/mnt/\u00fc"));
    }

    @Test
    void ofSeveralTheWidestIsLookedAtFirst() {
        List<Mount> mounts = Mount.widestFirst(Mount.parse(LINES).subList(2, 4));
        assertThat(mounts.get(0).root()).isEqualTo(FilePath.of("/"));
        assertThat(mounts.get(1).seen(FilePath.of("/sub/x"))).contains(FilePath.of("/mnt/a b\\c/x"));
        assertThat(mounts.get(1).seen(FilePath.of("/other"))).isEmpty();
    }

    @Test
    void aNumberOfStatIsMajorAndMinor() {
        assertThat(Mount.device(0xfd03)).isEqualTo("253:3");
        assertThat(Mount.device(0x12000_0063_4578L)).as("wide ones").isEqualTo(0x12345 + ":" + 0x678);
    }
}
