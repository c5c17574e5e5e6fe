package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** What libata says. */
final class AtaCase extends OpenCase {

    private static final long AC_ERR_DEV = 1 << 0;
    private static final long AC_ERR_MEDIA = 1 << 3;
    private static final long AC_ERR_NCQ = 1 << 10;
    private static final long OTHER_CLASSES = ~(AC_ERR_DEV | AC_ERR_MEDIA | AC_ERR_NCQ);

    final @Nullable String port;
    private @Nullable Taskfile command;
    private Clue.@Nullable AtaResult result;
    private boolean uncorrectable;

    AtaCase(@Nullable String port, Moment first) {
        super(first);
        this.port = port;
    }

    /** Whether {@code clue} continues this report. */
    boolean awaits(Clue.Ata clue, Moment now) {
        if (!isFresh(now)) {
            return false;
        }
        if (clue.fact() instanceof Clue.AtaResult) {
            return command != null && result == null;
        }
        boolean begins = clue.fact() instanceof Clue.AtaReport || clue.fact() instanceof Clue.AtaCommand;
        return clue.port() != null && clue.port().equals(port) && (!begins || command == null);
    }

    void take(Clue.Ata clue) {
        if (clue.fact() instanceof Clue.AtaCommand asked) {
            command = asked.command();
            result = asked.result();
        } else if (clue.fact() instanceof Clue.AtaResult came) {
            result = came;
        } else if (clue.fact() instanceof Clue.AtaErrors errors) {
            uncorrectable |= errors.uncorrectable();
        }
    }

    boolean knowsCommand() {
        return command != null;
    }

    Extent extent() {
        return command == null ? Extent.NOWHERE : command.extent();
    }

    boolean isMedium() {
        boolean unreadable = result != null && result.registers().isUncorrectable();
        return uncorrectable || has(AC_ERR_MEDIA) || (has(AC_ERR_DEV) && unreadable);
    }

    /** The drive itself refused to read or write, and did not say why. */
    boolean isDrive() {
        boolean cable = result != null && result.registers().isCable();
        return has(AC_ERR_DEV) && !has(OTHER_CLASSES) && !cable && extent().isSomewhere();
    }

    private boolean has(long bits) {
        return result != null && result.errorMask() > 0 && (result.errorMask() & bits) != 0;
    }

    /** The block that the drive says it could not read, -1 if it says none that it was asked for. */
    long reported() {
        if (command == null || result == null || !isMedium()) {
            return Cursor.NONE;
        }
        long block = command.address(result.registers());
        return extent().contains(block, 1) ? block : Cursor.NONE;
    }

    @Override
    long patience() {
        return HANDLER_MICROS;
    }
}
