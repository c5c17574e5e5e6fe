package org.remapd.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/**
 * One table of a file while it is read. It remembers which keys it was asked for, so that those nobody knows can be
 * told; what is wrong is collected, and reading goes on with the default.
 */
final class TableReader {

    private final ErrorList errors;
    private final TomlTable root;
    private final List<String> path;
    private final TomlTable table;
    private final Set<String> known = new LinkedHashSet<>();

    private TableReader(ErrorList errors, TomlTable root, List<String> path, TomlTable table) {
        this.errors = errors;
        this.root = root;
        this.path = path;
        this.table = table;
    }

    static TableReader root(TomlTable root, ErrorList errors) {
        return new TableReader(errors, root, List.of(), root);
    }

    /** The names in this table. */
    Set<String> keys() {
        return table.keySet();
    }

    boolean has(String key) {
        known.add(key);
        return keys().contains(key);
    }

    <T> T get(String key, Setting<T> setting, T otherwise) {
        return find(key, setting).orElse(otherwise);
    }

    /** The value of a key; nothing if it is not there, or wrong. */
    <T> Optional<T> find(String key, Setting<T> setting) {
        known.add(key);
        @Nullable Object value = table.get(List.of(key));
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(setting.read(value));
        } catch (IllegalArgumentException e) {
            wrong(key, TomlText.value(value) + " is " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A table within this one; an empty one if there is none. */
    TableReader table(String key) {
        known.add(key);
        @Nullable Object value = table.get(List.of(key));
        if (value != null && !(value instanceof TomlTable)) {
            wrong(key, TomlText.value(value) + " is " + TomlText.kind(value) + "; expected a table");
        }
        TomlTable inner = value instanceof TomlTable found ? found : Toml.parse("");
        return new TableReader(errors, root, below(key), inner);
    }

    /** Says what is wrong with a key of this table. */
    void wrong(String key, String message) {
        errors.add(root.inputPositionOf(below(key)), TomlText.key(below(key)) + ": " + message);
    }

    /** Says what is wrong with this table as a whole. */
    void wrong(String message) {
        errors.add(root.inputPositionOf(path), TomlText.key(path) + ": " + message);
    }

    /** Says of each key that nobody asked for that it is not one. Comes last. */
    void rejectUnknown() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                errors.add(
                        root.inputPositionOf(below(key)), TomlText.key(below(key)) + " is not a key; " + advice(key));
            }
        }
    }

    private String advice(String key) {
        return Spelling.closest(key, known)
                .map(meant -> "did you mean " + meant + "?")
                .orElseGet(() -> "expected one of " + String.join(", ", known));
    }

    private List<String> below(String key) {
        List<String> below = new ArrayList<>(path);
        below.add(key);
        return below;
    }
}
