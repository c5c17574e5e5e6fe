package org.remapd.daemon.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Settings as a file can say them: a line each, as {@code scrub.max-rate = "100MiB/s"}. */
public final class SettingLines {

    private SettingLines() {}

    /** Of a table, and the tables in it, in their order. */
    public static List<String> of(JsonObject written) {
        return lines("", written).toList();
    }

    private static Stream<String> lines(String path, JsonObject table) {
        return table.entrySet().stream().flatMap(entry -> line(path, entry));
    }

    /** What JSON writes of a value, TOML reads. */
    private static Stream<String> line(String path, Map.Entry<String, JsonElement> entry) {
        String key = path + entry.getKey();
        return entry.getValue() instanceof JsonObject table
                ? lines(key + ".", table)
                : Stream.of(key + " = " + entry.getValue());
    }
}
