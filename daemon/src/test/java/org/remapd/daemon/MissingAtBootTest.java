package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingAtBootTest {

    @Test
    void theConsoleIsToldWhyADeviceIsMissing() {
        assertThat(Daemon.missing("data", "no disk holds it"))
                .startsWith("<3>data is not available: no disk holds it. The boot goes on")
                .contains("See: remapd status data;");
    }

    /** What a disk says its spare device is called is anybody's text. */
    @Test
    void whatADiskSaysNeitherEndsTheLineNorSpeaksToTheConsole() {
        String line = Daemon.missing("data", "missing: x\u001b[2J\n<0>the disk is well\u202e");

        assertThat(line).contains("missing: x?[2J <0>the disk is well?").doesNotContainPattern("\\p{Cntrl}");
    }
}
