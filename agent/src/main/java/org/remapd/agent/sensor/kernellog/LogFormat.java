package org.remapd.agent.sensor.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns any log that holds kernel messages into the {@link LogLine}s of the kernel, line by line, whatever the format and
 * also if it changes midway: raw {@code /dev/kmsg} records, dmesg in all its time formats, syslog files,
 * {@code journalctl} (short forms, {@code -o verbose}, {@code -o export}, {@code -o json}) and bare messages. What the log marks as said by
 * user space is left out. Lines come without their newline, their bytes as ISO 8859-1, so that lengths in bytes hold.
 */
public final class LogFormat {

    private static final char ESCAPE = '\033';
    /** In UTF-8, as it is found byte by byte. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final JournalExport export = new JournalExport();
    private @Nullable KmsgRecord record;
    private Stamp time = Stamp.NONE;
    /** Whether the line before was left out, or belongs to such a line. */
    private boolean userSpoke;

    /** Takes the next line; hands over what is complete with it. */
    public void accept(String line, Consumer<LogLine> out) {
        if (record != null && record.property(line)) {
            return;
        }
        endRecord(out);
        if (export.inEntry() && export.accept(line, message -> heard(message, out))) {
            return;
        }
        String text = withoutReturn(line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line);
        if (!text.isEmpty() && !special(text, out)) {
            plain(text, out);
        }
    }

    /** Hands over what waited for further lines. */
    public void finish(Consumer<LogLine> out) {
        endRecord(out);
        export.finish(out);
    }

    private void heard(LogLine message, Consumer<LogLine> out) {
        userSpoke = false;
        out.accept(message);
    }

    private boolean special(String text, Consumer<LogLine> out) {
        char first = text.charAt(0);
        if (first >= '0' && first <= '9') {
            record = KmsgRecord.parse(text);
            return record != null;
        }
        if (first == '{') {
            JournalEntry entry = JournalEntry.ofJson(utf8(text));
            LogLine line = entry == null ? null : entry.line();
            if (line != null) {
                out.accept(line);
            }
            return true;
        }
        return JournalExport.begins(text) && export.accept(text, out);
    }

    private void plain(String line, Consumer<LogLine> out) {
        String text = isPrintedPlainly(line) ? line : utf8(withoutColours(line));
        if (text.isEmpty()) {
            return;
        }
        LogLine message = PlainLine.parse(text, time);
        if (message == null || (userSpoke && isIndentedAndBare(message, text))) {
            userSpoke = true;
            return;
        }
        userSpoke = false;
        time = message.time().equals(Stamp.NONE) ? time : message.time();
        out.accept(message);
    }

    private static boolean isPrintedPlainly(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) >= 0x80 || line.charAt(i) == ESCAPE) {
                return false;
            }
        }
        return true;
    }

    /** So journalctl prints all lines of a message but the first. */
    private static boolean isIndentedAndBare(LogLine message, String text) {
        return Character.isWhitespace(text.charAt(0)) && message.text().length() == text.length();
    }

    private void endRecord(Consumer<LogLine> out) {
        if (record != null && record.line().mayBeKernel()) {
            out.accept(record.line());
        }
        record = null;
    }

    /** Without the escape sequences that dmesg and journalctl colour their output with. */
    private static String withoutColours(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ESCAPE) {
                plain.append(text.charAt(i));
                continue;
            }
            while (i < text.length() - 1 && !Character.isLetter(text.charAt(i))) {
                i++;
            }
        }
        return plain.toString();
    }

    static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    static String utf8(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) >= 0x80) {
                return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return latin1;
    }
}
