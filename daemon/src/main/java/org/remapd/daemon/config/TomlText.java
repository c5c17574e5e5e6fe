package org.remapd.daemon.config;

import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** How keys and values of a TOML file are named in messages: on one line, and with nothing a terminal would obey. */
final class TomlText {

    private TomlText() {}

    static String key(List<String> path) {
        return Toml.joinKeyPath(path);
    }

    static String value(Object value) {
        if (value instanceof String text) {
            return "\"" + Toml.tomlEscape(text) + "\"";
        }
        return value instanceof TomlTable || value instanceof TomlArray ? "this" : value.toString();
    }

    static String kind(Object value) {
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Boolean) {
            return "a truth value";
        }
        if (value instanceof Long) {
            return "a whole number";
        }
        if (value instanceof Double) {
            return "a fraction";
        }
        if (value instanceof TomlArray) {
            return "an array";
        }
        return value instanceof TomlTable ? "a table" : "a date or time";
    }
}
