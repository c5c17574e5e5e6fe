package org.remapd.daemon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** packaging/udev/remapd-probe, on the image of a disk. */
class ProbeTest {

    private static final long SECTORS = 100_003;
    private static final long TAIL = (SECTORS - 2048) / 8 * 8;
    private static final UUID DEVICE = UUID.fromString("0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11");

    @TempDir
    private Path directory;

    private Path image;

    private record Run(int exit, String output) {}

    @BeforeEach
    void blankDisk() throws IOException {
        image = directory.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.setLength(SECTORS * 512);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 16, 24, 32, TAIL + 8, TAIL + 16, TAIL + 24, TAIL + 32})
    void anySuperblockWillDo(long sector) throws Exception {
        write(sector, superblock("REMAPD\0\0", sector));

        assertThat(probe(SECTORS)).isEqualTo(new Run(0, "REMAPD_MEMBER=1\nREMAPD_UUID=" + DEVICE + "\n"));
    }

    @Test
    void aBlankDiskIsNotOurs() throws Exception {
        assertThat(probe(SECTORS)).isEqualTo(new Run(1, ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 40, TAIL, TAIL + 40, 2048})
    void elsewhereItIsNoSuperblock(long sector) throws Exception {
        write(sector, superblock("REMAPD\0\0", sector));

        assertThat(probe(SECTORS)).isEqualTo(new Run(1, ""));
    }

    @Test
    void anotherMagicIsNotOurs() throws Exception {
        write(8, superblock("REMAPD\0\1", 8));

        assertThat(probe(SECTORS)).isEqualTo(new Run(1, ""));
    }

    @Test
    void theSuperblockOfAPartitionThatEndsWithTheDiskIsNotTheDisks() throws Exception {
        write(TAIL + 8, superblock("REMAPD\0\0", TAIL + 8 - 2048));

        assertThat(probe(SECTORS)).isEqualTo(new Run(1, ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2048})
    void whatIsTooSmallIsNotOurs(long sectors) throws Exception {
        assertThat(probe(sectors)).isEqualTo(new Run(1, ""));
    }

    private void write(long sector, byte[] block) throws IOException {
        try (RandomAccessFile disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.seek(sector * 512);
            disk.write(block);
        }
    }

    private static byte[] superblock(String magic, long location) {
        return ByteBuffer.allocate(4096)
                .order(ByteOrder.BIG_ENDIAN)
                .put(magic.getBytes(StandardCharsets.US_ASCII))
                .putLong(24, DEVICE.getMostSignificantBits())
                .putLong(32, DEVICE.getLeastSignificantBits())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(40, location)
                .array();
    }

    private Run probe(long sectors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("../packaging/udev/remapd-probe", image.toString(), Long.toString(sectors))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
