package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void itHasAllTheLines() throws IOException {
        Path file = folder.resolve("list");
        FreshFile.write(file, false, out -> Stream.of("one", "two").forEach(out));
        assertThat(file).hasContent("one\ntwo\n");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void whatIsThereStaysUnlessItMayGo() throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "old");
        assertThatThrownBy(() -> FreshFile.write(file, false, out -> out.accept("new")))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is there already; --force replaces it");
        assertThat(file).hasContent("old");

        FreshFile.write(file, true, out -> out.accept("new"));
        assertThat(file).hasContent("new\n");
    }

    @Test
    void ifItFailsInTheMiddleNothingHasChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "old");
        assertThatThrownBy(() -> FreshFile.write(file, true, out -> {
                    out.accept("new");
                    throw new IllegalStateException("half way");
                }))
                .hasMessage("half way");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whereALinkLeadsIsReplacedAndNotTheLink() throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        FreshFile.write(link, true, out -> out.accept("new"));
        assertThat(file).hasContent("new\n");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aDeviceOrADirectoryIsNeverReplaced() {
        assertThatThrownBy(() -> FreshFile.write(Path.of("/dev/null"), true, out -> {}))
                .hasMessage("/dev/null is not a file; expected one, or - for standard output");
        assertThatThrownBy(() -> FreshFile.write(folder, true, out -> {})).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> FreshFile.write(folder.resolve("no/where"), false, out -> {}))
                .hasMessageEndingWith("cannot be written: there is no such directory");
    }
}
