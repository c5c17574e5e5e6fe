package org.remapd.agent.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real programs. What happens to those that hang, {@link org.remapd.agent.sensor.smart.Smartctl}'s test tells. */
class ProgramTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static Program shell(String script, int most) throws ProgramException {
        return Program.start(List.of("sh", "-c", script), most);
    }

    @Test
    void whatItPrintsAndComplainsOfAndHowItEndsIsTold() throws ProgramException {
        try (Program program = shell("printf '\\377out'; echo err >&2; exit 3", 100)) {
            Program.Output output = program.output(LONG);
            assertThat(output.bytes()).containsExactly(0xff, 'o', 'u', 't');
            assertThat(output.text()).isEqualTo("\ufffdout");
            assertThat(output.errors()).isEqualTo("err\n");
            assertThat(output.status()).isEqualTo(3);
            assertThat(program.lingers()).isFalse();
        }
    }

    @Test
    void whoComplainsAtLengthDoesNotHang() throws ProgramException {
        try (Program program = shell("yes | head -c 1000000 >&2; echo end", 100)) {
            Program.Output output = program.output(LONG);
            assertThat(output.text()).isEqualTo("end\n");
            assertThat(output.errors()).hasSize(4096);
        }
    }

    @Test
    void itMayPrintSoMuchAndNoMore() throws ProgramException {
        try (Program program = shell("printf 12345", 5)) {
            assertThat(program.output(LONG).text()).isEqualTo("12345");
        }
        try (Program program = shell("printf 123456", 5)) {
            assertThatThrownBy(() -> program.output(LONG))
                    .isInstanceOf(ProgramException.class)
                    .hasMessageContaining("without end");
        }
    }

    @Test
    void itSpeaksEnglishAndIsToldNothing() throws ProgramException {
        try (Program program = shell("printf \"$LC_ALL \"; wc -c", 100)) {
            assertThat(program.output(LONG).text()).isEqualTo("C 0\n");
        }
    }

    @Test
    void aProgramIsFoundByItsName() {
        assertThat(Program.find("sh")).isPresent();
        assertThat(Program.find("no-such-program")).isEmpty();
        assertThatThrownBy(() -> Program.start(List.of("/no/such/program"), 1)).hasMessageContaining("cannot be run");
    }
}
