package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** What the SCSI disk driver says. */
final class ScsiCase extends OpenCase {

    private static final int RECOVERED_ERROR = 1;
    private static final int MEDIUM_ERROR = 3;
    private static final int HARDWARE_ERROR = 4;

    @Nullable
    String address;

    @Nullable
    String disk;

    final long tag;

    private Clue.@Nullable HostResult host;
    private Clue.@Nullable SenseKey key;
    private Clue.@Nullable AddSense additional;
    private Clue.@Nullable Command command;
    private @Nullable Cdb begun;
    private boolean trouble;

    ScsiCase(Clue.Scsi clue, Moment first) {
        super(first);
        this.tag = clue.tag();
    }

    /** Whether {@code clue} is of the same command: of the same device and tag, and not said before. */
    boolean awaits(Clue.Scsi clue, Moment now) {
        return isFresh(now) && isOfSameCommand(clue) && !knows(clue.fact());
    }

    private boolean isOfSameCommand(Clue.Scsi clue) {
        boolean clueIsNameless = clue.address() == null && clue.disk() == null;
        boolean caseIsNameless = address == null && disk == null;
        if (clueIsNameless || caseIsNameless) {
            return true;
        }
        boolean sameAddress = clue.address() != null && clue.address().equals(address);
        boolean sameDisk = clue.disk() != null && clue.disk().equals(disk);
        return clue.tag() == tag && (sameAddress || sameDisk);
    }

    /** The kernel prints them in this order, so that what comes after a later one is another command's. */
    private boolean knows(Clue.ScsiFact fact) {
        boolean asked = command != null || begun != null;
        boolean sensed = asked || additional != null;
        return (fact instanceof Clue.Command && asked)
                || (fact instanceof Clue.CommandPart part && (part.from() == 0 ? asked : command != null))
                || (fact instanceof Clue.AddSense && sensed)
                || (fact instanceof Clue.SenseKey && (sensed || key != null))
                || (fact instanceof Clue.HostResult && (sensed || key != null || host != null));
    }

    void take(Clue.Scsi clue) {
        address = clue.address() == null ? address : clue.address();
        disk = clue.disk() == null ? disk : clue.disk();
        if (clue.fact() instanceof Clue.HostResult result) {
            host = result;
        } else if (clue.fact() instanceof Clue.SenseKey sense) {
            key = sense;
        } else if (clue.fact() instanceof Clue.AddSense sense) {
            additional = sense;
        } else if (clue.fact() instanceof Clue.Command asked) {
            command = asked;
        } else if (clue.fact() instanceof Clue.CommandPart part) {
            take(part);
        } else if (clue.fact() instanceof Clue.DeviceTrouble) {
            trouble = true;
        }
    }

    private void take(Clue.CommandPart part) {
        if (part.from() == 0) {
            begun = part.bytes();
        }
        Extent extent =
                begun == null ? null : begun.with(part.bytes(), part.from()).extent();
        command = extent == null ? null : new Clue.Command(extent);
    }

    /** Whether it tells of no error at all. */
    boolean isEmpty() {
        return hasSucceeded() || (host == null && key == null && additional == null && !trouble);
    }

    /** "Recovered" is what drives call success, with a remark. */
    private boolean hasSucceeded() {
        return key() == RECOVERED_ERROR && !isHostAtFault();
    }

    boolean isMedium() {
        return key != null ? key.key() == MEDIUM_ERROR : additional != null && additional.medium();
    }

    /** Somebody says what it is, and that this is not the medium. */
    boolean isOfSomethingElse() {
        return isHostAtFault() || ((key != null || additional != null) && !isMedium());
    }

    /** The drive calls it a hardware error, but one of the medium's places, such as that no spare is left for a bad one. */
    boolean mayBeMedium() {
        return key() == HARDWARE_ERROR && additional != null && additional.medium();
    }

    /** The error is another command's, so that this one's place is not where. */
    boolean isDeferred() {
        return key != null && key.deferred();
    }

    boolean isHostAtFault() {
        return trouble || (host != null && !host.ok());
    }

    /** The sense key, or -1 if there is none. */
    int key() {
        return key == null ? -1 : key.key();
    }

    boolean knowsCommand() {
        return command != null;
    }

    /** Whether nothing but the time tells where this belongs, and it is not of a command that moves no data while that request did. */
    boolean mayBeOf(Clue.Block block) {
        boolean data = block.request() == Request.READ || block.request() == Request.WRITE;
        return !extent().isSomewhere() && !hasSucceeded() && !(data && knowsCommand());
    }

    Extent extent() {
        return command == null ? Extent.NOWHERE : command.extent();
    }

    @Override
    long patience() {
        return SOON_MICROS;
    }
}
