package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shell takes such a word for the text, and for nothing else. */
class ShellWordTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "$(exit 1)", "it's", "''", "a b", "`false`", "\\", "\"", "!x", "ä", "*", "~", "#", "a;b"})
    void aShellReadsItAsTheText(String text) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(text)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).isZero();
    }

    @Test
    void whatNeedsNoQuotesHasNone() {
        assertThat(ShellWord.of("/dev/disk/by-id/ata-X_1:0")).isEqualTo("/dev/disk/by-id/ata-X_1:0");
    }
}
