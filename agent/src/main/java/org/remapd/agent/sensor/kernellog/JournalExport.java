package org.remapd.agent.sensor.kernellog;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code journalctl -o export}: a field a line as {@code NAME=value}, entries parted by an empty line; a value with
 * newlines or binary data stands behind a line with the name alone, as its length (64 bits, little-endian), the bytes
 * and a newline (systemd.io/JOURNAL_EXPORT_FORMATS). And {@code -o verbose}: the same, but indented, behind a line with the time.
 */
final class JournalExport {

    private static final String INDENT_OF_VERBOSE = "    ";
    private static final int LONGEST_KEPT = 1 << 16;
    private static final long LONGEST_SKIPPED = 1L << 40;

    private @Nullable JournalEntry entry;
    private String binaryField = "";
    private final StringBuilder binary = new StringBuilder();
    /** How many bytes of the binary value, its length and its newline are still to come; 0 outside of one. */
    private long missing;

    private boolean lengthKnown;

    /** Whether {@code line} begins an entry, rather than being a message that happens to hold a {@code =}. */
    static boolean begins(String text) {
        String line = unindented(text);
        if (line.isEmpty()) {
            return false;
        }
        char first = line.charAt(0);
        return (first == '_' && name(line) > 0)
                || line.startsWith("MESSAGE=")
                || line.equals("MESSAGE")
                || line.startsWith("PRIORITY=")
                || line.startsWith("SYSLOG_");
    }

    boolean inEntry() {
        return entry != null;
    }

    /** Takes a line; false if it belongs to no entry, and the one before has then been ended. */
    boolean accept(String line, Consumer<LogLine> out) {
        if (missing > 0) {
            more(line);
            return true;
        }
        return field(unindented(LogFormat.withoutReturn(line)), out);
    }

    private static String unindented(String line) {
        return line.startsWith(INDENT_OF_VERBOSE) ? line.substring(INDENT_OF_VERBOSE.length()) : line;
    }

    private boolean field(String line, Consumer<LogLine> out) {
        int name = name(line);
        if (line.isEmpty() || name <= 0) {
            finish(out);
            return line.isEmpty();
        }
        if (entry == null) {
            entry = new JournalEntry();
        }
        if (name < line.length()) {
            entry.put(line.substring(0, name), LogFormat.utf8(line.substring(name + 1)));
        } else {
            binaryField = line;
            binary.setLength(0);
            lengthKnown = false;
            missing = Long.BYTES;
        }
        return true;
    }

    void finish(Consumer<LogLine> out) {
        LogLine line = entry == null ? null : entry.line();
        if (line != null) {
            out.accept(line);
        }
        entry = null;
        missing = 0;
    }

    /** A line is a part of a binary value, and the newline behind it another byte of that. */
    private void more(String line) {
        missing -= line.length() + 1;
        if (!lengthKnown || (JournalEntry.wants(binaryField) && binary.length() < LONGEST_KEPT)) {
            binary.append(line).append('\n');
        }
        if (!lengthKnown && binary.length() >= Long.BYTES) {
            lengthKnown = true;
            long length = length();
            // Never negative or beyond reason in a whole file; then what follows is read as fields again.
            missing = length < 0 || length > LONGEST_SKIPPED ? 0 : missing + length + 1;
        }
        if (missing <= 0 && lengthKnown && entry != null) {
            int end = (int) Math.min(binary.length(), Long.BYTES + Math.max(0, length()));
            entry.put(binaryField, LogFormat.utf8(binary.substring(Long.BYTES, Math.max(Long.BYTES, end))));
            missing = 0;
        }
    }

    private long length() {
        long length = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            length = (length << 8) | (binary.charAt(i) & 0xff);
        }
        return length;
    }

    /** How long the field's name is that the line begins with; 0 if there is none. */
    private static int name(String line) {
        int end = 0;
        while (end < line.length() && isOfName(line.charAt(end), end)) {
            end++;
        }
        return end == line.length() || line.charAt(end) == '=' ? end : 0;
    }

    private static boolean isOfName(char c, int at) {
        return (c >= 'A' && c <= 'Z') || c == '_' || (at > 0 && c >= '0' && c <= '9');
    }
}
