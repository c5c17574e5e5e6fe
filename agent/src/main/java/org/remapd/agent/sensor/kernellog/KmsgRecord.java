package org.remapd.agent.sensor.kernellog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as {@code /dev/kmsg} gives it (Documentation/ABI/testing/dev-kmsg):
 *
 * <pre>
 * PRIORITY+FACILITY*8,SEQUENCE,MICROSECONDS,FLAGS[,...];TEXT
 *  KEY=VALUE
 * </pre>
 *
 * with the properties on lines of their own behind one blank, and what is not printable, newlines among it, as
 * {@code \xNN}.
 *
 * @param sequence the record's number since boot, without gaps
 */
record KmsgRecord(long sequence, LogLine line) {

    /** The record that begins with {@code first}, or null if this is no such line. */
    static @Nullable KmsgRecord parse(String first) {
        Cursor c = new Cursor(first);
        long pri = c.decimal();
        if (pri == Cursor.NONE || pri > 0xffff || !c.skip(',')) {
            return null;
        }
        long sequence = c.decimal();
        if (sequence == Cursor.NONE || !c.skip(',')) {
            return null;
        }
        long micros = c.decimal();
        if (micros == Cursor.NONE || !c.skip(',') || c.before(";") == null) {
            return null;
        }
        String text = unescaped(c.rest());
        LogLine line =
                new LogLine(Stamp.monotonic(micros), (int) pri >> 3, (int) pri & 7, text, new HashMap<>(), first);
        return new KmsgRecord(sequence, line);
    }

    /** Takes a property line; false if {@code next} is none. */
    boolean property(String next) {
        int equals = next.indexOf('=');
        if (!next.startsWith(" ") || equals < 2 || next.charAt(1) == ' ') {
            return false;
        }
        Map<String, String> properties = line.properties();
        if (properties.size() < 16) {
            properties.put(next.substring(1, equals), unescaped(next.substring(equals + 1)));
        }
        return true;
    }

    private static String unescaped(String text) {
        if (!text.contains("\\x")) {
            return LogFormat.utf8(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        Cursor c = new Cursor(text);
        while (!c.atEnd()) {
            int start = c.position();
            int escaped = c.skip("\\x") ? c.octet() : -1;
            if (escaped < 0) {
                c.back(start);
                escaped = c.peek();
                c.skip((char) escaped);
            }
            bytes.write(escaped);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
