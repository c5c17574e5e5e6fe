package org.remapd.agent.sensor.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns any log that holds kernel messages into the {@link LogLine}s of the kernel, line by line, whatever the format and
 * also if it changes midway: raw {@code /dev/kmsg} records, dmesg in all its time formats, syslog files,
 * {@code journalctl} (short forms, {@code -o export}, {@code -o json}) and bare messages. What the log marks as said by
 * user space is left out. Lines come without their newline, their bytes as ISO 8859-1, so that lengths in bytes hold.
 */
public final class LogFormat {

    private static final char ESCAPE = '\033';

    private final JournalExport export = new JournalExport();
    private @Nullable KmsgRecord record;
    private Stamp time = Stamp.NONE;

    /** Takes the next line; hands over what is complete with it. */
    public void accept(String line, Consumer<LogLine> out) {
        if (record != null && record.property(line)) {
            return;
        }
        endRecord(out);
        if (export.inEntry() && export.accept(line, out)) {
            return;
        }
        String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (!text.isEmpty() && !special(text, out)) {
            plain(text, out);
        }
    }

    /** Hands over what waited for further lines. */
    public void finish(Consumer<LogLine> out) {
        endRecord(out);
        export.finish(out);
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

    private void plain(String text, Consumer<LogLine> out) {
        LogLine line = PlainLine.parse(utf8(withoutColours(text)), time);
        if (line == null) {
            return;
        }
        time = line.time().equals(Stamp.NONE) ? time : line.time();
        out.accept(line);
    }

    private void endRecord(Consumer<LogLine> out) {
        if (record != null && record.line().mayBeKernel()) {
            out.accept(record.line());
        }
        record = null;
    }

    /** Without the escape sequences that dmesg and journalctl colour their output with. */
    private static String withoutColours(String text) {
        if (text.indexOf(ESCAPE) < 0) {
            return text;
        }
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

    static String utf8(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) >= 0x80) {
                return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return latin1;
    }
}
