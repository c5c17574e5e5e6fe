package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** {@code struct linux_dirent64}, as getdents64(2) lays them out. */
class DirectoryEntryTest {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1000).order(ByteOrder.nativeOrder());

    private void put(long inode, int kind, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = (19 + bytes.length + 1 + 7) & ~7;
        int at = buffer.position();
        buffer.putLong(inode)
                .putLong(7)
                .putShort((short) length)
                .put((byte) kind)
                .put(bytes)
                .put((byte) 0);
        buffer.position(at + length);
    }

    @Test
    void theyFollowEachOther() {
        put(128, 4, ".");
        put(128, 4, "..");
        put(131, 8, "file\n");
        put(132, 10, "link");
        put(133, 1, "fifo");
        put(134, 0, "untold");

        assertThat(DirectoryEntry.parse(buffer, buffer.position()))
                .containsExactly(
                        new DirectoryEntry(128, OwnedFile.Kind.DIRECTORY, FilePath.of(".")),
                        new DirectoryEntry(128, OwnedFile.Kind.DIRECTORY, FilePath.of("..")),
                        new DirectoryEntry(131, OwnedFile.Kind.FILE, FilePath.of("file\n")),
                        new DirectoryEntry(132, OwnedFile.Kind.LINK, FilePath.of("link")),
                        new DirectoryEntry(133, OwnedFile.Kind.OTHER, FilePath.of("fifo")),
                        new DirectoryEntry(134, OwnedFile.Kind.UNKNOWN, FilePath.of("untold")));
        assertThat(DirectoryEntry.parse(buffer, 0)).isEmpty();
    }
}
