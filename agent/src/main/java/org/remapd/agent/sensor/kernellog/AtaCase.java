package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** What libata says. */
final class AtaCase extends OpenCase {

    private static final long AC_ERR_DEV = 1 << 0;
    private static final long AC_ERR_MEDIA = 1 << 3;
    private static final long AC_ERR_INVALID = 1 << 7;
    private static final long AC_ERR_NCQ = 1 << 10;
    private static final long OTHER_CLASSES = ~(AC_ERR_DEV | AC_ERR_MEDIA | AC_ERR_NCQ);

    final @Nullable String port;
    private @Nullable Taskfile command;
    private long tag = Cursor.NONE;
    private Clue.@Nullable AtaResult result;
    private boolean uncorrectable;
    /** Of the attempts before this one at the same, the one that says the most. */
    private @Nullable AtaCase before;

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
            tag = asked.tag();
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

    boolean isOfPort(@Nullable String other) {
        return port == null || port.equals(other);
    }

    /** Whether {@code later} is another attempt at the same, on the same port. */
    boolean isRepeatedBy(AtaCase later) {
        boolean same = knowsCommand() && extent().isSomewhere() && extent().equals(later.extent());
        return same && port != null && port.equals(later.port);
    }

    /** Is about the same error as {@code earlier}, which ends with that. */
    void follows(AtaCase earlier) {
        AtaCase first = earlier.before;
        earlier.before = null;
        before = first != null && (first.isMedium() || !earlier.isMedium()) ? first : earlier;
    }

    @Override
    void tellInto(Evidence whole) {
        if (before != null) {
            before.tellInto(whole);
        }
        super.tellInto(whole);
    }

    boolean isOfTag(long other) {
        return tag >= 0 && tag == other;
    }

    boolean isMedium() {
        return saysMedium() || (before != null && before.isMedium());
    }

    private boolean saysMedium() {
        boolean cable = result != null && result.registers().isCable();
        boolean unreadable = result != null && result.registers().isUncorrectable();
        return !cable && (uncorrectable || has(AC_ERR_MEDIA) || (has(AC_ERR_DEV) && unreadable));
    }

    /** The drive itself refused to read or write, and did not say why. */
    boolean isDrive() {
        return saysDrive() || (before != null && before.isDrive());
    }

    private boolean saysDrive() {
        if (result == null || result.registers().isCable()) {
            return false;
        }
        // What libata calls an invalid argument may be a place that the drive does not find any more.
        long excused = result.registers().isNotFound() ? AC_ERR_INVALID : 0;
        return has(AC_ERR_DEV) && !has(OTHER_CLASSES & ~excused) && extent().isSomewhere();
    }

    private boolean has(long bits) {
        return result != null && result.errorMask() > 0 && (result.errorMask() & bits) != 0;
    }

    /** The block that the drive says it could not read, -1 if it says none that it was asked for. */
    long reported() {
        long said = Cursor.NONE;
        if (command != null && result != null && saysMedium()) {
            said = command.address(result.registers());
        }
        boolean asked = extent().contains(said, 1);
        return asked ? said : before == null ? Cursor.NONE : before.reported();
    }

    /** Whether the drive names this sector, in logical blocks of 512 or 4096 bytes. */
    boolean isAt(long sector) {
        long block = reported();
        return block >= 0 && (block == sector || (block == sector / 8 && sector % 8 == 0));
    }

    @Override
    long patience() {
        return HANDLER_MICROS;
    }
}
