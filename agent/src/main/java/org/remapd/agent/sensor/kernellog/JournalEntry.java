package org.remapd.agent.sensor.kernellog;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the systemd journal, of which the fields that matter here are kept. Fields whose name begins with an
 * underscore were set by journald and can be trusted; the rest is what the sender said.
 */
final class JournalEntry {

    private static final Set<String> WANTED = Set.of(
            "MESSAGE",
            "PRIORITY",
            "SYSLOG_FACILITY",
            "SYSLOG_IDENTIFIER",
            "_TRANSPORT",
            "_PID",
            "_KERNEL_SUBSYSTEM",
            "_KERNEL_DEVICE",
            "_SOURCE_MONOTONIC_TIMESTAMP",
            "__MONOTONIC_TIMESTAMP",
            "__REALTIME_TIMESTAMP");

    private final Map<String, String> fields = new HashMap<>();

    static boolean wants(String field) {
        return WANTED.contains(field);
    }

    void put(String field, String value) {
        if (wants(field)) {
            fields.putIfAbsent(field, value);
        }
    }

    /** The kernel's message in this entry; null if there is none, or if it came from user space. */
    @Nullable
    LogLine line() {
        String message = fields.get("MESSAGE");
        int facility = number("SYSLOG_FACILITY");
        boolean kernel = fields.getOrDefault("_TRANSPORT", "kernel").equals("kernel")
                && fields.getOrDefault("SYSLOG_IDENTIFIER", "kernel").equals("kernel")
                && (facility == 0 || facility == LogLine.UNKNOWN)
                && !fields.containsKey("_PID");
        if (message == null || !kernel) {
            return null;
        }
        Map<String, String> properties = new HashMap<>();
        property(properties, "SUBSYSTEM", "_KERNEL_SUBSYSTEM");
        property(properties, "DEVICE", "_KERNEL_DEVICE");
        return new LogLine(time(), facility, number("PRIORITY"), message, properties, message);
    }

    private void property(Map<String, String> properties, String name, String field) {
        String value = fields.get(field);
        if (value != null) {
            properties.put(name, value);
        }
    }

    private Stamp time() {
        long monotonic = micros("_SOURCE_MONOTONIC_TIMESTAMP");
        if (monotonic == Stamp.UNKNOWN) {
            monotonic = micros("__MONOTONIC_TIMESTAMP");
        }
        return new Stamp(monotonic, micros("__REALTIME_TIMESTAMP"));
    }

    private long micros(String field) {
        long micros = new Cursor(fields.getOrDefault(field, "")).decimal();
        return micros == Cursor.NONE ? Stamp.UNKNOWN : micros;
    }

    private int number(String field) {
        long number = new Cursor(fields.getOrDefault(field, "")).decimal();
        return number < 0 || number > 1023 ? LogLine.UNKNOWN : (int) number;
    }

    /** The entry of a line of {@code journalctl -o json}; null if the line is not one whole object. */
    static @Nullable JournalEntry ofJson(String text) {
        JournalEntry entry = new JournalEntry();
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.beginObject();
            while (json.hasNext()) {
                String field = json.nextName();
                String value = wants(field) ? value(json) : null;
                if (value != null) {
                    entry.put(field, value);
                } else if (!wants(field)) {
                    json.skipValue();
                }
            }
            json.endObject();
            return entry;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            return null;
        }
    }

    /** A string; of a field said several times the first; of bytes that are no UTF-8 the text. */
    private static @Nullable String value(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.STRING || json.peek() == JsonToken.NUMBER) {
            return json.nextString();
        }
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            json.skipValue();
            return null;
        }
        StringBuilder bytes = new StringBuilder();
        String first = null;
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() == JsonToken.NUMBER) {
                bytes.append((char) (json.nextInt() & 0xff));
            } else {
                String next = value(json);
                first = first == null ? next : first;
            }
        }
        json.endArray();
        return first != null
                ? first
                : new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
