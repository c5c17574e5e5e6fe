package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Text of others does nothing to a terminal, and is otherwise as it was. */
class PrintableTest {

    @Test
    void whatPeopleWriteStaysAsItIs() {
        String text = "sd 2:0:0:0: [sdb] \\x09 Übergröße, 写真 🖼, 'quoted' \"twice\" ~";

        assertThat(Printable.line(text)).isEqualTo(text);
    }

    @Test
    void aTerminalIsToldNothingInAnyOfItsWays() {
        String controls = IntStream.range(0, 0xa0)
                .filter(Character::isISOControl)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(controls).hasSize(65);
        assertThat(Printable.line(controls)).matches("[ ?]{65}");
        assertThat(Printable.line("\u001b[2Jgone")).isEqualTo("?[2Jgone");
        assertThat(Printable.line("\u009b2Jgone")).isEqualTo("?2Jgone");
    }

    @Test
    void nothingIsTurnedRoundOrHidden() {
        IntStream.concat(
                        IntStream.rangeClosed(0x202a, 0x202e),
                        IntStream.concat(
                                IntStream.rangeClosed(0x2066, 0x2069), IntStream.of(0x200b, 0x200f, 0x061c, 0xfeff)))
                .forEach(c -> assertThat(Printable.line("a" + Character.toString(c) + "b"))
                        .as("U+%04X", c)
                        .isEqualTo("a?b"));
    }

    @Test
    void halfAPairOfSurrogatesIsNoCharacter() {
        assertThat(Printable.line("a\ud83db")).isEqualTo("a?b");
        assertThat(Printable.line("a\udc00b")).isEqualTo("a?b");
        assertThat(Printable.line("\udc00\ud83d")).isEqualTo("??");
    }

    @Test
    void aLineStaysOneLine() {
        assertThat(Printable.line("one\ttwo\nthree\r\nfour\u2028five")).isEqualTo("one two three  four five");
    }

    @Test
    void linesStayLines() {
        assertThat(Printable.lines("one\n  two\u001b[A\nthree")).isEqualTo("one\n  two?[A\nthree");
    }
}
