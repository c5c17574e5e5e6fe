package org.remapd.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.pace.Pacing;
import org.remapd.agent.sensor.scrub.pace.Progress;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;
import org.remapd.daemon.schedule.Turns;

/** The pacing of a disk whose scrub takes turns with others: it wants its turn only as long as it could read. */
final class TurnPacing implements Pacing {

    /** Who stands still for longer lets others go first; for less that is not worth it. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Pacing disk;
    private final Consumer<Boolean> leftAlone;
    private final Turns.Turn turn;
    private final boolean givesWay;
    private final Clock clock;
    private boolean begun;
    private Optional<Long> still = Optional.empty();

    /**
     * Of one scrub.
     *
     * @param disk      how fast it might be read, were there no others
     * @param leftAlone told that the disk is not read after all, and whether it was before
     * @param givesWay  whether others may have its turn while it stands still
     */
    TurnPacing(Pacing disk, Consumer<Boolean> leftAlone, Turns.Turn turn, boolean givesWay, Clock clock) {
        this.disk = disk;
        this.leftAlone = leftAlone;
        this.turn = turn;
        this.givesWay = givesWay;
        this.clock = clock;
    }

    @Override
    public Speed now(Progress progress) {
        if (turn.isAwaited()) {
            return Speed.still(Why.TURN);
        }
        Speed speed = disk.now(progress);
        if (speed.isStill()) {
            standStill();
            return speed;
        }
        still = Optional.empty();
        if (turn.ask()) {
            begun = true;
            return speed;
        }
        leftAlone.accept(begun);
        return Speed.still(Why.TURN);
    }

    private void standStill() {
        long now = clock.nanos();
        long since = still.orElse(now);
        still = Optional.of(since);
        if (givesWay && now - since >= PATIENCE.toNanos()) {
            turn.giveBack();
        }
    }
}
