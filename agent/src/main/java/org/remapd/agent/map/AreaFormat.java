package org.remapd.agent.map;

import java.util.List;
import java.util.function.Consumer;

/** A form that lists of areas have. Lines are without their ends. */
public sealed interface AreaFormat permits DdrescueMap, BadblocksList {

    /** Takes one list apart; keeps nothing of it. */
    Parser parser(AreaSink out);

    /**
     * Prints one list: the areas come in order, without a gap, and each goes out at once.
     *
     * @param comments lines for people in front of it, if there can be any
     */
    Consumer<Area> printer(List<String> comments, Consumer<String> out);

    /** Takes the lines of one list, one after the other. */
    interface Parser {

        /** The next line. */
        void line(String line) throws MalformedListException;

        /** There is no more. */
        void end() throws MalformedListException;
    }

    /** What is left of a line without the comment: {@code #} begins one, at the line's begin or after a space. */
    static String withoutComment(String line) {
        for (int at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
            if (at == 0 || Character.isWhitespace(line.charAt(at - 1))) {
                return line.substring(0, at).strip();
            }
        }
        return line.strip();
    }
}
