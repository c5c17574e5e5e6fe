package org.remapd.daemon.control;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param command what to do
 * @param device  which device it is about; all, if absent
 * @param follow  answer only when it is done, with progress meanwhile
 */
public record Request(Command command, @Nullable String device, boolean follow) {

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
