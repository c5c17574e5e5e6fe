package org.remapd.daemon.cli;

import org.remapd.agent.owner.Printable;

/** A line for people. What it quotes of others is made printable. */
record Line(String text, Tone tone) {

    /** What colour underlines, where there is colour; the words say it as well. */
    enum Tone {
        PLAIN(""),
        GOOD("\033[32m"),
        BAD("\033[1;31m");

        private static final String END = "\033[0m";

        private final String begin;

        Tone(String begin) {
            this.begin = begin;
        }

        String paint(String text) {
            return this == PLAIN ? text : begin + text + END;
        }
    }

    Line {
        text = Printable.line(text);
    }

    static Line of(String text) {
        return new Line(text, Tone.PLAIN);
    }

    String shown(boolean colour) {
        return colour ? tone.paint(text) : text;
    }
}
