package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** What the SCSI disk driver says. */
final class ScsiCase extends OpenCase {

    static final int MEDIUM_ERROR = 3;

    @Nullable
    String address;

    @Nullable
    String disk;

    final long tag;

    private Clue.@Nullable HostResult host;
    private Clue.@Nullable SenseKey key;
    private Clue.@Nullable AddSense additional;
    private Clue.@Nullable Command command;
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
        boolean asked = command != null;
        boolean sensed = asked || additional != null;
        return (fact instanceof Clue.Command && asked)
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
        } else if (clue.fact() instanceof Clue.DeviceTrouble) {
            trouble = true;
        }
    }

    /** Whether it tells of an error at all. */
    boolean isEmpty() {
        return host == null && key == null && additional == null && !trouble;
    }

    boolean isMedium() {
        return key != null ? key.key() == MEDIUM_ERROR : additional != null && additional.medium();
    }

    boolean isHostAtFault() {
        return trouble || (host != null && !host.ok());
    }

    /** The sense key, or -1 if there is none. */
    int key() {
        return key == null ? -1 : key.key();
    }

    Extent extent() {
        return command == null ? Extent.NOWHERE : command.extent();
    }

    @Override
    long patience() {
        return SOON_MICROS;
    }
}
