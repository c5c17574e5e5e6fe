package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.port.KernelLog;

/** A file with a place in the kernel's log: the boot's id and the number of a record, {@code BOOT SEQUENCE}, on one line. */
record PositionFile(Path file) {

    private static final Pattern LINE = Pattern.compile("([0-9a-f-]{36}) (\\d{1,18})\n");

    /** Empty if there is no such file. */
    Optional<KernelLog.Position> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(Files.readString(file));
        if (!line.matches()) {
            throw new IOException(file + ": expected a boot's id and a number");
        }
        return Optional.of(new KernelLog.Position(line.group(1), Long.parseLong(line.group(2))));
    }

    /** Replaces what is there, all at once. */
    void write(KernelLog.Position position) throws IOException {
        StateFile.replace(file, position.boot() + " " + position.sequence() + "\n");
    }
}
