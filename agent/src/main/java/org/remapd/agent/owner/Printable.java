package org.remapd.agent.owner;

import java.util.Locale;
import java.util.stream.Collectors;

/** What of a text that somebody else wrote can be shown: it does not speak to the terminal, nor pass for something that it is not. */
public final class Printable {

    /** DEL, the only one of ASCII that JSON lets stand and a terminal does not show. */
    private static final int LAST_ASCII = 0x7f;

    private Printable() {}

    /** Not what moves the cursor, hides, or turns round what stands beside it; nor half a pair of surrogates. */
    static boolean is(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** On one line: what parts words or lines is a blank, and what else is not printable a question mark. */
    public static String line(String text) {
        return text.codePoints()
                .map(c -> is(c) ? c : Character.isWhitespace(c) ? ' ' : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** JSON, in which all that is not printable is written as an escape; beyond ASCII it stands in strings only. */
    public static String json(String json) {
        StringBuilder printable = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (c < LAST_ASCII || is(c)) {
                printable.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    printable.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return printable.toString();
    }

    /** The same on as many lines as it has. */
    public static String lines(String text) {
        return text.lines().map(Printable::line).collect(Collectors.joining("\n"));
    }
}
