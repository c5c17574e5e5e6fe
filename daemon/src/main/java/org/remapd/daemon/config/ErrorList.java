package org.remapd.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/** Everything found wrong with one file, so far. */
final class ErrorList {

    private final Path file;
    private final List<ConfigurationError> errors = new ArrayList<>();

    ErrorList(Path file) {
        this.file = file;
    }

    /** Without a position, the whole file is meant. Control characters, which may come from the file, are dropped. */
    void add(@Nullable TomlPosition position, String message) {
        int line = position == null ? 1 : position.line();
        int column = position == null ? 1 : position.column();
        errors.add(new ConfigurationError(file, line, column, message.replaceAll("\\p{Cntrl}", "?")));
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** In the order of the file. */
    List<ConfigurationError> sorted() {
        return errors.stream().sorted().toList();
    }
}
