package org.remapd.agent.port;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The kernel's log as it grows, every record of every level, none twice. Used by one thread. */
public interface KernelLog extends Closeable {

    /** What comes next in the log. */
    sealed interface Entry permits Logged, Overrun {}

    /**
     * A record as {@code /dev/kmsg} gives it, with its properties on lines of their own; bytes as ISO 8859-1.
     *
     * @param sequence its number since boot, without gaps
     */
    record Logged(long sequence, String text) implements Entry {}

    /**
     * Records went by unread: the kernel writes them in a ring, and we were slow, or not there.
     *
     * @param missed how many, as far as known; at least 1
     */
    record Overrun(long missed) implements Entry {}

    /**
     * Where a reader is: kept over restarts, so that nothing is read twice or missed.
     *
     * @param boot of /proc/sys/kernel/random/boot_id; sequences begin anew with every boot
     * @param sequence of the last record read
     */
    record Position(String boot, long sequence) {}

    /** The next entry, or nothing if none comes for as long as {@code timeout}. */
    Optional<Entry> poll(Duration timeout) throws IOException;

    /** Behind the last record that {@link #poll} has given; empty before the first. */
    Optional<Position> position();
}
