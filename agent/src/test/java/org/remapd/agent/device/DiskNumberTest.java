package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNumberTest {

    @TempDir
    private Path devBlock;

    @Test
    void isThatOfADiskOrOfNone() throws IOException {
        Files.createSymbolicLink(
                devBlock.resolve("8:16"), Path.of("../../devices/pci0000:00/0000:00:04.0/host0/0:0:0:1/block/sdb"));

        assertThat(DiskNumber.name("8:16", devBlock)).contains("sdb");
        assertThat(DiskNumber.name("259:3", devBlock)).isEmpty();
    }
}
