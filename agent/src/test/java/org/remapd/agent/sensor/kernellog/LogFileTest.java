package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {

    @Test
    void linesEndWithNewlinesAndTheLastNeedsNone() throws IOException {
        assertThat(lines(bytes("one\n\ntwo\r\nthree"))).containsExactly("one", "", "two\r", "three");
        assertThat(lines(bytes("one\n"))).containsExactly("one");
        assertThat(lines(bytes(""))).isEmpty();
    }

    @Test
    void aLineMayBeLongerThanWhatIsReadAtOnce() throws IOException {
        String line = "a".repeat(100_000);

        assertThat(lines(bytes(line + "\n" + line + "b\nc"))).containsExactly(line, line + "b", "c");
    }

    @Test
    void gzippedOnesAreUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream to = new GZIPOutputStream(packed)) {
            to.write(bytes("one\ntwo"));
        }
        assertThat(lines(packed.toByteArray())).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LPKSHHRH\0\0", "\u00fd7zXZ\0\0", "(\u00b5/\u00fd\4", "BZh91AY"})
    void whatIsNoTextIsRefusedRatherThanFoundToHoldNoErrors(String magic) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> lines(magic.getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageMatching("a journal in its binary form; .*|packed in a way .*");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(byte[] log) throws IOException {
        List<String> lines = new ArrayList<>();
        LogFile.forEachLine(new ByteArrayInputStream(log), lines::add);
        return lines;
    }
}
