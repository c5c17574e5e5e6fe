package org.remapd.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.port.RemapTarget.Answer;
import org.remapd.agent.port.RemapTarget.Hold;
import org.remapd.agent.port.RemapTarget.Rewriting;
import org.remapd.agent.port.Token;

/**
 * The units whose I/O waits for us, and the tokens by which it does. A hold may outlast the heal that began it: as long as a record may
 * be on the disk by which the unit lives elsewhere, its original is not to be served. One thread at a time.
 */
final class Holds {

    /** I/O of other places has to come to its end too, and a drive tries long. */
    private static final Duration DRAINS = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private static final Set<Hold> STILL = Set.of(Hold.QUIET, Hold.PREPARED);
    private static final Set<Hold> CLOSED = Set.of(Hold.PREPARED, Hold.FENCED);

    private final RemapTarget target;
    private final Duration lease;
    private final Clock clock;
    private final Map<MappedSector, Owned> owned = new HashMap<>();

    /**
     * A unit whose I/O waits for us.
     *
     * @param servedFrom the spare that it was served from when that began, if any
     */
    private record Owned(Token token, Optional<Spare> servedFrom) {}

    /**
     * @param lease from a unit's first waiting I/O to its end, if nobody renews it
     */
    Holds(RemapTarget target, Duration lease, Clock clock) {
        this.target = target;
        this.lease = lease;
        this.clock = clock;
    }

    /** Has the unit's I/O wait, and waits itself until what was under way is through; otherwise, says why not. */
    Optional<String> quiesce(MappedSector unit, Source source) {
        Optional<Spare> from =
                source instanceof Source.Serving serving ? Optional.of(serving.spare()) : Optional.empty();
        if (ask(unit, from) instanceof Answer.Refused refused) {
            return Optional.of("its I/O cannot be made to wait: " + refused.why());
        }
        long begun = clock.nanos();
        while (is(unit, Set.of(Hold.DRAINING)) && clock.nanos() - begun < DRAINS.toNanos()) {
            clock.pause(LOOK_AGAIN);
        }
        return is(unit, STILL) ? Optional.empty() : Optional.of("I/O that was under way has not come to its end");
    }

    /** Makes those our own that a daemon before us closed: it is not there any more, or we would not have the device's lock. */
    void takeOver(Function<MappedSector, Optional<Spare>> servedFrom) {
        for (RemapTarget.Held held : target.held()) {
            if (held.hold() != Hold.FAULT && !owned.containsKey(held.unit())) {
                Owned ours = new Owned(Token.fresh(), servedFrom.apply(held.unit()));
                if (target.take(held.unit(), ours.token(), lease) instanceof Answer.Done) {
                    owned.put(held.unit(), ours);
                }
            }
        }
    }

    private Answer ask(MappedSector unit, Optional<Spare> servedFrom) {
        Owned ours = owned.computeIfAbsent(unit, key -> new Owned(Token.fresh(), servedFrom));
        Answer answer = target.quiesce(unit, ours.token(), lease);
        if (answer instanceof Answer.Refused) {
            owned.remove(unit);
        }
        return answer;
    }

    /** If its I/O waits for us, it does so for another lease; one that has ended shows at the next step. */
    void renew(MappedSector unit) {
        with(unit, token -> target.renew(token, lease));
    }

    private boolean is(MappedSector unit, Set<Hold> wanted) {
        return target.held(unit)
                .map(RemapTarget.Held::hold)
                .filter(wanted::contains)
                .isPresent();
    }

    /** From here on the unit's I/O fails if we go no further. */
    Answer prepare(MappedSector unit) {
        return with(unit, target::prepare);
    }

    /** Serves the unit from its spare, which ends the hold. */
    Answer activate(Geometry geometry, MappedSector unit, Spare spare, LostSectors lost) {
        return end(unit, token -> target.activate(geometry, token, spare, lost));
    }

    /** Serves the unit from its original, which ends the hold. */
    Answer unmap(MappedSector unit, Spare spare) {
        owned.putIfAbsent(unit, new Owned(Token.fresh(), Optional.of(spare)));
        return end(unit, target::unmap);
    }

    /**
     * If the lease has ended since the unit was prepared, it is fenced: nobody has used either of its places, and it can be asked for
     * again. What is refused stays ours, so that nobody opens the place that is out of use.
     */
    private Answer end(MappedSector unit, Request request) {
        Answer answer = with(unit, request);
        if (answer instanceof Answer.Refused
                && with(unit, token -> target.quiesce(unit, token, lease)) instanceof Answer.Done) {
            answer = with(unit, request);
        }
        if (answer instanceof Answer.Done) {
            owned.remove(unit);
        }
        return answer;
    }

    /** Has the original rewritten from the spare and waits for the end of that; empty if it does not come, or cannot begin. */
    Optional<Rewriting> rewrite(Geometry geometry, MappedSector unit, Spare spare) {
        if (with(unit, token -> target.rewrite(geometry, token, spare)) instanceof Answer.Refused) {
            return Optional.of(Rewriting.UNWRITABLE);
        }
        long begun = clock.nanos();
        Rewriting how = rewriting(unit);
        while (how == Rewriting.REWRITING && clock.nanos() - begun < DRAINS.toNanos()) {
            clock.pause(LOOK_AGAIN);
            how = rewriting(unit);
        }
        return Optional.of(how).filter(end -> end != Rewriting.REWRITING);
    }

    private Rewriting rewriting(MappedSector unit) {
        return target.held(unit).map(RemapTarget.Held::rewriting).orElse(Rewriting.NONE);
    }

    private interface Request {
        Answer of(Token token);
    }

    private Answer with(MappedSector unit, Request request) {
        Owned ours = owned.get(unit);
        return ours == null ? new Answer.Refused("unit " + unit + " is not held") : request.of(ours.token());
    }

    /**
     * Has the unit served from where it was, also if an earlier daemon left it closed.
     *
     * @return whether its I/O waited for us, or failed
     */
    boolean open(MappedSector unit) {
        if (is(unit, CLOSED)) {
            ask(unit, servedFrom(unit));
            with(unit, target::withdraw);
        }
        boolean opened = with(unit, target::release) instanceof Answer.Done;
        owned.remove(unit);
        return opened;
    }

    /** The spare that a unit we hold was served from when that began, if any. */
    Optional<Spare> servedFrom(MappedSector unit) {
        return Optional.ofNullable(owned.get(unit)).flatMap(Owned::servedFrom);
    }

    boolean has(MappedSector unit) {
        return owned.containsKey(unit);
    }

    /** Those that are held still. */
    List<MappedSector> units() {
        return List.copyOf(owned.keySet());
    }
}
