package org.remapd.daemon.cli;

import java.nio.file.Path;

/**
 * What a list is of, and where it is.
 *
 * @param device as the user names it
 * @param ofDisk of the disk below that
 * @param format as {@code ddrescue}
 * @param file   its path; {@code -} for standard input or output
 */
record MapOf(String device, boolean ofDisk, String format, String file) {

    boolean isStandard() {
        return file.equals("-");
    }

    Path path() {
        return Path.of(file);
    }

    /** What sectors are counted of, for {@code --json}. */
    String whose() {
        return ofDisk ? "disk" : "device";
    }
}
