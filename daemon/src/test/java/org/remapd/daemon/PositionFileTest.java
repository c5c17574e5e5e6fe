package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.port.KernelLog;

class PositionFileTest {

    private static final String BOOT = "9f4f1c3e-0d6f-4a3c-8a63-6d1f5b0a1c2d";

    @TempDir
    private Path directory;

    @Test
    void givesBackWhatWasWrittenLast() throws IOException {
        PositionFile file = new PositionFile(directory.resolve("kernel-log"));
        assertThat(file.read()).isEmpty();

        file.write(new KernelLog.Position(BOOT, 7));
        file.write(new KernelLog.Position(BOOT, 4711));

        assertThat(file.read()).contains(new KernelLog.Position(BOOT, 4711));
        assertThat(directory).isDirectoryContaining("glob:**kernel-log").isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711\n",
                BOOT + "\n",
                BOOT + " 4711",
                BOOT + " -1\n",
                BOOT + " 99999999999999999999\n",
                BOOT + " 4711\n4711\n"
            })
    void whatIsNoneIsNamed(String text) throws IOException {
        Path path = Files.writeString(directory.resolve("kernel-log"), text);

        assertThatThrownBy(() -> new PositionFile(path).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path + ": expected");
    }
}
