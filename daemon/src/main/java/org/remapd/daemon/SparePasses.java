package org.remapd.daemon;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.ScrubProgress.State;

/**
 * The passes of a scrub over a device's spare devices, one after the other. One that cannot be read keeps no other from its turn. One thread
 * runs them; everything else may be called from any.
 */
final class SparePasses {

    /** One that has its turn. */
    interface Pass {

        /** Reads everything, and returns when that is done, or it was cancelled, or the disk is in trouble. */
        ScrubProgress run();

        ScrubProgress progress();

        void cancel();

        void pause(boolean still);

        /** From now on somebody waits for it. */
        default void wanted() {}
    }

    /** Makes a pass, when it is its turn. */
    interface Opener {
        Pass open() throws IOException;
    }

    /**
     * A spare device.
     *
     * @param path    of the disk
     * @param sectors that there seem to be to read, before it is its turn
     */
    record Disk(String path, long sectors, Opener opener) {}

    private static final class Turn {
        private final Disk disk;
        private ScrubProgress progress;
        private @Nullable Pass pass;

        Turn(Disk disk, ScrubProgress progress) {
            this.disk = disk;
            this.progress = progress;
        }

        ScrubAccount.SparePass now() {
            return new ScrubAccount.SparePass(disk.path(), pass == null ? progress : pass.progress());
        }
    }

    private final Instant started;
    private final List<Turn> turns;
    private boolean cancelled;
    private boolean paused;
    private boolean wanted;

    /**
     * Nothing is read before {@link #run}.
     *
     * @param started when the scrub began
     * @param paused  whether they are to stand still at first
     */
    SparePasses(List<Disk> disks, Instant started, boolean paused) {
        this.started = started;
        this.paused = paused;
        this.turns = disks.stream()
                .map(disk -> new Turn(disk, untouched(disk, State.RUNNING, Optional.empty())))
                .toList();
    }

    private ScrubProgress untouched(Disk disk, State state, Optional<String> reason) {
        return ScrubProgress.untouched(state, reason, started, disk.sectors());
    }

    /** How far each is; those whose turn is still to come count as running. */
    synchronized List<ScrubAccount.SparePass> now() {
        return turns.stream().map(Turn::now).toList();
    }

    /** Has each do its turn, on the caller's thread. */
    void run() {
        for (Turn turn : turns) {
            if (isOver()) {
                end(turn, untouched(turn.disk, State.CANCELLED, Optional.empty()));
            } else {
                run(turn);
            }
        }
    }

    private void run(Turn turn) {
        try {
            Pass pass = turn.disk.opener().open();
            begin(turn, pass);
            pass.run();
        } catch (IOException e) {
            end(turn, untouched(turn.disk, State.FAILED, Optional.of(String.valueOf(e.getMessage()))));
        }
    }

    private synchronized boolean isOver() {
        return cancelled || Thread.currentThread().isInterrupted();
    }

    /** What was asked for while it was opened holds for it too. */
    private synchronized void begin(Turn turn, Pass pass) {
        turn.pass = pass;
        pass.pause(paused);
        if (wanted) {
            pass.wanted();
        }
        if (cancelled) {
            pass.cancel();
        }
    }

    private synchronized void end(Turn turn, ScrubProgress progress) {
        turn.progress = progress;
    }

    /** Ends the one that reads, and has no other begin. */
    synchronized void cancel() {
        cancelled = true;
        begun().forEach(Pass::cancel);
    }

    /** Has the one that reads, and those to come, stand still or go on. */
    synchronized void pause(boolean still) {
        paused = still;
        begun().forEach(pass -> pass.pause(still));
    }

    /** Somebody waits for the one that reads, and for those to come. */
    synchronized void wanted() {
        wanted = true;
        begun().forEach(Pass::wanted);
    }

    private List<Pass> begun() {
        return turns.stream()
                .flatMap(turn -> Optional.ofNullable(turn.pass).stream())
                .toList();
    }
}
