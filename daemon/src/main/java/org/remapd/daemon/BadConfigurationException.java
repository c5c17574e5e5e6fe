package org.remapd.daemon;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.remapd.daemon.config.ConfigurationFile;

/** The configuration cannot be used; the message is all that is wrong with it, a line each. */
public final class BadConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    BadConfigurationException(Path file, ConfigurationFile.Outcome outcome) {
        super(describe(file, outcome));
    }

    private static String describe(Path file, ConfigurationFile.Outcome outcome) {
        if (outcome instanceof ConfigurationFile.Invalid invalid) {
            return invalid.errors().stream().map(Object::toString).collect(Collectors.joining("\n"));
        }
        return outcome instanceof ConfigurationFile.Unreadable unreadable
                ? file + ": cannot be read: " + unreadable.reason()
                : file + ": cannot be used";
    }
}
