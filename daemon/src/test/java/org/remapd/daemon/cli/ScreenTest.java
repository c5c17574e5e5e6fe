package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {

    private ScreenSize size = new ScreenSize(5, 10);
    private Line.Tone tone = Line.Tone.PLAIN;
    private boolean colour;

    @Test
    void aTextTakesThePlaceOfWhatWasThere() {
        assertThat(drawn("data  ok\n  spares\n")).isEqualTo("\033[H\033[Kdata  ok\n\033[K  spares\n\033[J");
    }

    @Test
    void aLongLineTakesTheRowsThatItNeeds() {
        assertThat(rows("0123456789\n0123456789a\n")).containsExactly("0123456789", "0123456789", "a");
    }

    @Test
    void aLineInColourIsAsLongAsItsWords() {
        tone = Line.Tone.BAD;
        colour = true;

        assertThat(drawn("0123456789a\n"))
                .isEqualTo("\033[H\033[K\033[1;31m0123456789\033[0m\n\033[K\033[1;31ma\033[0m\n\033[J");
    }

    @Test
    void anEmptyLineStays() {
        assertThat(rows("one\n\ntwo\n")).containsExactly("one", "", "two");
    }

    @Test
    void whatWouldScrollIsLeftOut() {
        assertThat(rows("1\n2\n3\n4\n")).containsExactly("1", "2", "3", "4");
        assertThat(rows("1\n2\n3\n4\n5\n")).containsExactly("1", "2", "3", "... and 2 more lines");
    }

    @Test
    void aTerminalThatDoesNotTellItsSizeIsShownAll() {
        size = ScreenSize.UNKNOWN;
        String many = "a line that is longer than ten\n".repeat(1000);

        assertThat(rows(many)).hasSize(1000);
    }

    @Test
    void howLargeItIsSttySays() {
        assertThat(ScreenSize.parse("24 80\n")).isEqualTo(new ScreenSize(24, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 0\n", "24\n", "-1 80\n", "99999999999 80\n", "stty: standard input\n"})
    void allElseIsNoSize(String said) {
        assertThat(ScreenSize.parse(said)).isEqualTo(ScreenSize.UNKNOWN);
    }

    private String drawn(String text) {
        StringWriter out = new StringWriter();
        new Screen(new PrintWriter(out), () -> size, colour)
                .show(columns -> text.lines().map(line -> new Line(line, tone)).toList());
        return out.toString();
    }

    private String[] rows(String text) {
        return drawn(text).replaceAll("\033\\[.", "").split("\n");
    }
}
