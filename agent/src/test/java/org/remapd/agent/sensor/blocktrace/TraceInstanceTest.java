package org.remapd.agent.sensor.blocktrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where it cannot be: what is missing is said. Where it can, the lab sees it at work. */
class TraceInstanceTest {

    @TempDir
    private Path tracing;

    @Test
    void withoutTracefs() {
        assertThatThrownBy(() -> TraceInstance.open(tracing))
                .isInstanceOf(IOException.class)
                .hasMessage("tracefs is not mounted at " + tracing);
    }

    @Test
    void onAKernelBefore5_18() throws IOException {
        Files.createDirectories(tracing.resolve("instances"));

        assertThatThrownBy(() -> TraceInstance.open(tracing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no tracepoint block_rq_error");
    }

    @Test
    void whereItMayNotBeMadeNothingIsLeft() throws IOException {
        Files.createDirectories(tracing.resolve("instances"));
        Files.createDirectories(tracing.resolve("events/block/block_rq_error"));

        // A directory that is none of tracefs has no files in it.
        assertThatThrownBy(() -> TraceInstance.open(tracing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("instances/remapd/buffer_size_kb");
        assertThat(tracing.resolve("instances/remapd")).doesNotExist();
    }
}
