package org.remapd.daemon.config;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param message the key, what is wrong with it, and what is expected, on one line
 */
public record ConfigurationError(Path file, int line, int column, String message)
        implements Comparable<ConfigurationError> {

    @Override
    public int compareTo(ConfigurationError other) {
        return Comparator.comparing(ConfigurationError::file)
                .thenComparingInt(ConfigurationError::line)
                .thenComparingInt(ConfigurationError::column)
                .thenComparing(ConfigurationError::message)
                .compare(this, other);
    }

    /** In the form editors jump to: {@code file:line:column: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
