package org.remapd.agent.port;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.SectorRange;

/** The requests to disks that fail, each as the block layer ends it, also those that the kernel's log leaves out. Used by one thread. */
public interface BlockErrors extends Closeable {

    /** What comes next. */
    sealed interface Entry permits Failed, Missed {}

    /**
     * A read or a write that failed.
     *
     * @param disk  the number of the whole disk, as {@code 8:16}
     * @param where from the first sector that was not served to the end of the request, in sectors of that disk
     */
    record Failed(String disk, SectorRange where, boolean write, IoError error) implements Entry {}

    /**
     * Others failed, of which nothing is known.
     *
     * @param requests how many, as far as known; at least 1
     */
    record Missed(long requests) implements Entry {}

    /** What has failed since this was last asked for, as far as it fits in one answer; waits for the first up to {@code timeout}. */
    List<Entry> poll(Duration timeout) throws IOException;
}
