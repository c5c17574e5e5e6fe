package org.remapd.daemon.control;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param command what to do
 * @param device  which device it is about; all, if absent
 * @param follow  answer only when it is done, with progress meanwhile
 * @param range   for SCRUB: only these sectors of the device, as {@code 2400+8}
 */
public record Request(
        Command command,
        @Nullable String device,
        boolean follow,
        @Nullable String range) {

    public Request(Command command, @Nullable String device, boolean follow) {
        this(command, device, follow, null);
    }

    /** What can be asked for. */
    public enum Command {
        STATUS(false),
        SCRUB(true),
        CANCEL_SCRUB(true),
        ASSEMBLE(true),
        STOP(true);

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
