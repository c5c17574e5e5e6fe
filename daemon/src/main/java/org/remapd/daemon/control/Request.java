package org.remapd.daemon.control;

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
 */
public record Request(
        Command command,
        @Nullable String device,
        boolean follow,
        @Nullable String range,
        boolean known,
        boolean scan,
        @Nullable Spares spares,
        @Nullable Long sector) {

    /**
     * A spare device.
     *
     * @param disk  its path
     * @param count units; as many as there is room for, if absent
     * @param force also if it holds something
     */
    public record Spares(String disk, @Nullable Integer count, boolean force) {}

    public Request(Command command, @Nullable String device, boolean follow) {
        this(command, device, follow, null, false, false, null, null);
    }

    public static Request scrub(@Nullable String device, boolean follow, @Nullable String range, boolean known) {
        return new Request(Command.SCRUB, device, follow, range, known, false, null, null);
    }

    public static Request assembleScan() {
        return new Request(Command.ASSEMBLE, null, false, null, false, true, null, null);
    }

    public static Request addSpares(String device, Spares spares) {
        return new Request(Command.ADD_SPARES, device, false, null, false, false, spares, null);
    }

    /** REMAP or UNMAP. */
    public static Request move(Command command, String device, long sector) {
        return new Request(command, device, false, null, false, false, null, sector);
    }

    /** What is known of a sector, and what happened to it. */
    public static Request explain(String device, long sector) {
        return new Request(Command.EXPLAIN, device, false, null, false, false, null, sector);
    }

    /** What can be asked for. */
    public enum Command {
        STATUS(false),
        EXPLAIN(false),
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
        UNMAP(true);

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
