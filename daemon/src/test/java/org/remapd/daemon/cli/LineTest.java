package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void colourStandsRoundTheWordsAndOnlyWhereItIsWanted() {
        Line line = new Line("data  NEEDS ATTENTION", Line.Tone.BAD);

        assertThat(line.shown(true)).isEqualTo("\033[1;31mdata  NEEDS ATTENTION\033[0m");
        assertThat(line.shown(false)).isEqualTo("data  NEEDS ATTENTION");
        assertThat(Line.of("plain").shown(true)).isEqualTo("plain");
    }

    @Test
    void whatIsQuotedOfOthersBringsNoColourOfItsOwn() {
        assertThat(Line.of("model \033[31mred").shown(true)).isEqualTo("model ?[31mred");
    }
}
