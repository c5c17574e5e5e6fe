package org.remapd.agent.map;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A mapfile of GNU ddrescue, as its manual has it under "Mapfile structure":
 *
 * <pre>
 * # Mapfile. Created by GNU ddrescue version 1.27          comments, from # to the end of the line
 * # current_pos  current_status  current_pass
 * 0x00120000     ?               1                         the status line; before version 1.22 without the pass
 * #      pos        size  status
 * 0x00000000  0x00117000  +                                blocks: contiguous, in bytes
 * 0x00117000  0x00000200  -
 * </pre>
 *
 * <p>Numbers are as integer constants in C++: decimal, hexadecimal after {@code 0x}, octal after {@code 0}. The status line says how far
 * ddrescue itself is; it has the signs {@code ? * / - +} of the blocks and {@code F}, {@code G}. Files of before version 1.6 have none, and
 * are refused.
 */
public final class DdrescueMap implements AreaFormat {

    private static final String PHASES = "?*/-FG+";
    private static final String STATUS_LINE =
            "the status line first, a position, one of ? * / - F G + and a pass, as 0x00120000 ? 1";
    private static final String BLOCK =
            "a block, its position and its size in bytes and one of ? * / - +, as 0x00117000 0x00000200 -";

    @Override
    public Parser parser(AreaSink out) {
        return new Reading(out);
    }

    private static final class Reading implements Parser {

        private static final long NOWHERE = -1;

        private final AreaSink out;
        private boolean begun;
        private long end = NOWHERE;

        Reading(AreaSink out) {
            this.out = out;
        }

        @Override
        public void line(String line) throws MalformedListException {
            String text = AreaFormat.withoutComment(line);
            if (text.isEmpty()) {
                return;
            }
            String[] words = text.split("\\s+");
            if (begun) {
                block(text, words);
            } else {
                requireStatusLine(text, words);
                begun = true;
            }
        }

        @Override
        public void end() throws MalformedListException {
            if (!begun) {
                throw new MalformedListException("it ends here; expected " + STATUS_LINE);
            }
        }

        private void block(String text, String[] words) throws MalformedListException {
            long position = words.length == 3 ? number(words[0]) : NOWHERE;
            long size = words.length == 3 ? number(words[1]) : NOWHERE;
            Area.Status status = Area.Status.of(words[words.length - 1]).orElse(null);
            if (position < 0 || size < 0 || status == null || position > Long.MAX_VALUE - size) {
                throw MalformedListException.of(text, BLOCK);
            }
            if (end != NOWHERE && position != end) {
                throw MalformedListException.of(
                        text,
                        "a block at " + hex(end) + ", where the one before it ends: there are no gaps in a mapfile");
            }
            end = position + size;
            if (size > 0) {
                out.take(new Area(position, size, status));
            }
        }
    }

    private static void requireStatusLine(String text, String[] words) throws MalformedListException {
        boolean right = (words.length == 2 || words.length == 3)
                && number(words[0]) >= 0
                && words[1].length() == 1
                && PHASES.contains(words[1])
                && (words.length == 2 || number(words[2]) > 0);
        if (!right) {
            throw MalformedListException.of(text, STATUS_LINE);
        }
    }

    /** -1 if it is none, or too large. */
    private static long number(String word) {
        char first = word.charAt(0);
        if (first < '0' || first > '9') {
            return -1;
        }
        try {
            return Long.decode(word);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The status line is that of a rescue that begins: it takes up what is left to be done, whatever that is. */
    @Override
    public Consumer<Area> printer(List<String> comments, Consumer<String> out) {
        comments.forEach(comment -> out.accept("# " + comment));
        out.accept("# current_pos  current_status  current_pass");
        out.accept(hex(0) + "     ?               1");
        out.accept("#      pos        size  status");
        return area -> out.accept(hex(area.position()) + "  " + hex(area.size()) + "  "
                + area.status().sign());
    }

    private static String hex(long number) {
        return String.format(Locale.ROOT, "0x%08X", number);
    }
}
