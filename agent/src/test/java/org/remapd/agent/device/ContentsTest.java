package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may have something put behind it is one file system whose end is known, and nothing else. */
class ContentsTest {

    private static final long DISK = 1L << 30;

    private static ByteBuffer head(ByteOrder order) {
        return ByteBuffer.allocate(FileSystem.HEAD_BYTES).order(order);
    }

    private static ByteBuffer ext4(int blocks, int high, int shift) {
        return head(ByteOrder.LITTLE_ENDIAN)
                .putShort(1024 + 0x38, (short) 0xef53)
                .putInt(1024 + 0x4, blocks)
                .putInt(1024 + 0x18, shift)
                .putInt(1024 + 0x60, high == 0 ? 0 : 0x80)
                .putInt(1024 + 0x150, high);
    }

    private static Contents of(ByteBuffer head, Signature... signatures) {
        return Contents.of(List.of(signatures), head, DISK);
    }

    @Test
    void theEndOfAnExtFileSystemIsInItsSuperblock() {
        Signature ext4 = new Signature("ext4", 0x438);
        assertThat(of(ext4(1000, 0, 2), ext4)).isEqualTo(new Contents.One(new FileSystem("ext4", 4_096_000)));
        assertThat(of(ext4(1000, 0, 0), ext4)).isEqualTo(new Contents.One(new FileSystem("ext4", 1_024_000)));
        assertThat(FileSystem.reach("ext4", ext4(1, 1, 2))).hasValue(((1L << 32) + 1) * 4096);
        assertThat(FileSystem.reach("ext3", ext4(-1, 0, 2))).hasValue(0xffff_ffffL * 4096);
    }

    @Test
    void ofXfsAndBtrfsToo() {
        ByteBuffer xfs =
                head(ByteOrder.BIG_ENDIAN).putInt(0, 0x58465342).putInt(4, 4096).putLong(8, 5000);
        assertThat(FileSystem.reach("xfs", xfs)).hasValue(5000 * 4096);
        ByteBuffer btrfs =
                head(ByteOrder.LITTLE_ENDIAN).putLong(0x10000 + 0x88, 1).putLong(0x10000 + 0xd1, 12_345_678);
        assertThat(FileSystem.reach("btrfs", btrfs)).hasValue(12_345_678);
        btrfs.putLong(0x10000 + 0x88, 2);
        assertThat(FileSystem.reach("btrfs", btrfs)).isEmpty();
    }

    @Test
    void whatIsBrokenOrUnknownHasNoEnd() {
        assertThat(FileSystem.reach("ext4", head(ByteOrder.LITTLE_ENDIAN))).isEmpty();
        assertThat(FileSystem.reach("ext4", ext4(0, 0, 2))).isEmpty();
        assertThat(FileSystem.reach("ext4", ext4(10, 0, 40))).isEmpty();
        assertThat(FileSystem.reach("ext4", ext4(-1, -1, 6))).isEmpty();
        assertThat(FileSystem.reach("vfat", ext4(10, 0, 2))).isEmpty();
    }

    @Test
    void anythingElseIsRefused() {
        Signature ext4 = new Signature("ext4", 0x438);
        ByteBuffer head = ext4(1000, 0, 2);
        assertThat(of(head)).isInstanceOf(Contents.Nothing.class);
        assertThat(of(head, new Signature("gpt", 0x200), new Signature("PMBR", 0x1fe)))
                .isEqualTo(new Contents.Boundless("gpt (at byte 0x200), PMBR (at byte 0x1fe)"));
        assertThat(of(head, new Signature("LVM2_member", 0x218))).isInstanceOf(Contents.Boundless.class);
        assertThat(of(head, new Signature("crypto_LUKS", 0))).isInstanceOf(Contents.Boundless.class);
        assertThat(of(head, ext4, new Signature("linux_raid_member", DISK - 8192)))
                .as("something behind it")
                .isInstanceOf(Contents.Boundless.class);
        assertThat(of(ext4(1 << 19, 0, 2), ext4)).as("longer than its disk").isInstanceOf(Contents.Boundless.class);
    }

    @Test
    void aLineOfWipefsIsUnderstood() {
        assertThat(Signature.parse("ext4   0x438")).contains(new Signature("ext4", 0x438));
        assertThat(Signature.parse("wipefs: error")).isEmpty();
        assertThat(Signature.parse("")).isEmpty();
    }
}
