package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal's own format: fields by lines, and values that are counted because they hold newlines. */
class JournalExportTest {

    private final JournalExport export = new JournalExport();
    private final List<LogLine> heard = new ArrayList<>();

    private boolean accept(String line) {
        return export.accept(line, heard::add);
    }

    private List<String> texts() {
        return heard.stream().map(LogLine::text).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_TRANSPORT=kernel",
                "    _TRANSPORT=kernel",
                "_A1Z90=x",
                "_BINARY",
                "MESSAGE=x",
                "MESSAGE",
                "PRIORITY=3",
                "SYSLOG_FACILITY=0"
            })
    void withSuchALineAnEntryBegins(String line) {
        assertThat(JournalExport.begins(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "    ",
                "_x=1",
                "_A@=1",
                "_A[=1",
                "_A/=1",
                "_A:=1",
                "EXAMPLE=1",
                "MESSAGES",
                "sda: status=0x51"
            })
    void withAnyOtherNone(String line) {
        assertThat(JournalExport.begins(line)).isFalse();
    }

    @Test
    void anEmptyLineEndsAnEntry() {
        assertThat(export.inEntry()).isFalse();
        assertThat(accept("_TRANSPORT=kernel")).isTrue();
        assertThat(export.inEntry()).isTrue();
        assertThat(accept("MESSAGE=critical medium error")).isTrue();
        assertThat(heard).isEmpty();
        assertThat(accept("")).isTrue();
        assertThat(texts()).containsExactly("critical medium error");
        assertThat(export.inEntry()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"what follows is no field", "1A=no name begins with a digit", "=nor is it empty"})
    void soDoesOneThatIsNoField(String line) {
        accept("_TRANSPORT=kernel");
        accept("MESSAGE=x");
        assertThat(accept(line)).as("it is somebody else's").isFalse();
        assertThat(texts()).containsExactly("x");
    }

    /** The line feed is a byte of the value, and where its length is 10 also of that. */
    @ParameterizedTest
    @ValueSource(strings = {"", "one line", "two\nlines", "ten\nbytes!", "\n", "ends with one\n"})
    void aValueThatIsCountedMayHoldNewlines(String value) {
        counted(value);
        assertThat(texts()).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 300, 65_535})
    void itMayBeLong(int length) {
        counted("x".repeat(length));
        assertThat(texts()).containsExactly("x".repeat(length));
    }

    private void counted(String value) {
        StringBuilder bytes = new StringBuilder();
        for (int shift = 0; shift < 64; shift += 8) {
            bytes.append((char) ((long) value.length() >> shift & 0xff));
        }
        accept("MESSAGE");
        for (String line : (bytes + value).split("\n", -1)) {
            assertThat(accept(line)).isTrue();
        }
        accept("_TRANSPORT=kernel");
        accept("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\0\0\0\0\0\1\0\1"})
    void aLengthBeyondAllReasonSwallowsNothing(String length) {
        accept("_BINARY");
        accept(length);
        accept("_TRANSPORT=kernel");
        accept("MESSAGE=heard all the same");
        accept("");
        assertThat(texts()).containsExactly("heard all the same");
    }
}
