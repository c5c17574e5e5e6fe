package org.remapd.agent.map;

/** A list is not as it should be. The message says what is wrong and what was expected; which line it was, whoever reads it knows. */
public final class MalformedListException extends Exception {

    private static final long serialVersionUID = 1;

    /** Characters that are shown of a line: it may be no text at all. */
    private static final int SHOWN = 60;

    public MalformedListException(String message) {
        super(message);
    }

    /** Of a line that is not what is {@code expected}, as {@code an example}. */
    static MalformedListException of(String text, String expected) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return new MalformedListException(
                "\"" + shown.replaceAll("[^ -~]", "?") + "\" is not understood; expected " + expected);
    }
}
