package org.remapd.daemon.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param command what to do
 * @param device  which device it is about; all, if absent
 * @param follow  answer only when it is done, with progress meanwhile
 * @param range   for SCRUB: only these sectors of the device, as {@code 2400+8}
 * @param known   for SCRUB: only what is known to be bad, or suspected
 * @param scan    for ASSEMBLE: also what is on the disks and nowhere named
 * @param spares  for ADD_SPARES: where, and how many
 * @param sector  for REMAP, UNMAP and EXPLAIN: one of the device's
 * @param listed  for LOOK: where
 */
public record Request(
        Command command,
        @Nullable String device,
        boolean follow,
        @Nullable String range,
        boolean known,
        boolean scan,
        @Nullable Spares spares,
        @Nullable Long sector,
        @Nullable Listed listed) {

    /**
     * A spare device.
     *
     * @param disk  its path
     * @param count units; as many as there is room for, if absent
     * @param force also if it holds something
     */
    public record Spares(String disk, @Nullable Integer count, boolean force) {}

    /**
     * Places that somebody's list names as bad.
     *
     * @param list   what it is called, for people
     * @param ofDisk the places are the disk's, and not the device's
     * @param places as {@code 2400+8}; 1 to {@value #MOST}, each of at most {@value #LONGEST} sectors
     */
    public record Listed(String list, boolean ofDisk, List<String> places) {

        /** More at once would hold up all else that is to be done. */
        public static final int MOST = 16;

        /** 64 KiB: one read if all is well, and 17 that fail if all of it is bad. */
        public static final int LONGEST = 128;
    }

    public Request(Command command, @Nullable String device, boolean follow) {
        this(command, device, follow, null, false, false, null, null, null);
    }

    public static Request scrub(@Nullable String device, boolean follow, @Nullable String range, boolean known) {
        return new Request(Command.SCRUB, device, follow, range, known, false, null, null, null);
    }

    public static Request assembleScan() {
        return new Request(Command.ASSEMBLE, null, false, null, false, true, null, null, null);
    }

    public static Request addSpares(String device, Spares spares) {
        return new Request(Command.ADD_SPARES, device, false, null, false, false, spares, null, null);
    }

    /** REMAP or UNMAP. */
    public static Request move(Command command, String device, long sector) {
        return new Request(command, device, false, null, false, false, null, sector, null);
    }

    /** What is known of a sector, and what happened to it. */
    public static Request explain(String device, long sector) {
        return new Request(Command.EXPLAIN, device, false, null, false, false, null, sector, null);
    }

    /** Has places looked at; answered when that is done. */
    public static Request look(String device, Listed listed) {
        return new Request(Command.LOOK, device, true, null, false, false, null, null, listed);
    }

    /** What can be asked for. */
    public enum Command {
        STATUS(false),
        EXPLAIN(false),
        SURFACE(false),
        LOOK(true),
        SCRUB(true),
        PAUSE_SCRUB(true),
        RESUME_SCRUB(true),
        CANCEL_SCRUB(true),
        ASSEMBLE(true),
        STOP(true),
        FORGET(true),
        ADD_SPARES(true),
        OPEN_BREAKER(true),
        CLOSE_BREAKER(true),
        REMAP(true),
        UNMAP(true),
        RELOAD(true),
        ACKNOWLEDGE(true);

        private final boolean changes;

        Command(boolean changes) {
            this.changes = changes;
        }

        /** Whether it changes anything, and so is root's to ask. */
        public boolean changes() {
            return changes;
        }
    }
}
