package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimePowerTest {

    @TempDir
    private Path block;

    @Test
    void aDiskThatTheKernelPutToSleepIsSuspendedAndNoOther() throws IOException {
        status("sda", "suspended\n");
        status("sdb", "active\n");
        status("sdc", "unsupported\n");

        assertThat(RuntimePower.isSuspended("sda", block)).isTrue();
        assertThat(RuntimePower.isSuspended("sdb", block)).isFalse();
        assertThat(RuntimePower.isSuspended("sdc", block)).isFalse();
        assertThat(RuntimePower.isSuspended("dm-0", block)).as("it has none").isFalse();
    }

    private void status(String disk, String status) throws IOException {
        Path power = Files.createDirectories(block.resolve(disk).resolve("device/power"));
        Files.writeString(power.resolve("runtime_status"), status);
    }
}
