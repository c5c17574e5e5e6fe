package org.remapd.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.port.RemapTarget.Answer;
import org.remapd.agent.port.RemapTarget.Hold;
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
    private final Map<MappedSector, Token> tokens = new HashMap<>();

    /**
     * @param lease from a unit's first waiting I/O to its end, if nobody renews it
     */
    Holds(RemapTarget target, Duration lease, Clock clock) {
        this.target = target;
        this.lease = lease;
        this.clock = clock;
    }

    /** Has the unit's I/O wait, and waits itself until what was under way is through; otherwise, says why not. */
    Optional<String> quiesce(MappedSector unit) {
        if (ask(unit) instanceof Answer.Refused refused) {
            return Optional.of("its I/O cannot be made to wait: " + refused.why());
        }
        long begun = clock.nanos();
        while (is(unit, Set.of(Hold.DRAINING)) && clock.nanos() - begun < DRAINS.toNanos()) {
            clock.pause(LOOK_AGAIN);
        }
        return is(unit, STILL) ? Optional.empty() : Optional.of("I/O that was under way has not come to its end");
    }

    private Answer ask(MappedSector unit) {
        Token token = tokens.computeIfAbsent(unit, key -> Token.fresh());
        Answer answer = target.quiesce(unit, token, lease);
        if (answer instanceof Answer.Refused) {
            tokens.remove(unit);
        }
        return answer;
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
    Answer activate(Geometry geometry, MappedSector unit, Spare spare) {
        Answer answer = with(unit, token -> target.activate(geometry, token, spare));
        if (answer instanceof Answer.Done) {
            tokens.remove(unit);
        }
        return answer;
    }

    private interface Request {
        Answer of(Token token);
    }

    private Answer with(MappedSector unit, Request request) {
        Token token = tokens.get(unit);
        return token == null ? new Answer.Refused("unit " + unit + " is not held") : request.of(token);
    }

    /**
     * Has the unit served from where it was, also if an earlier daemon left it closed.
     *
     * @return whether its I/O waited for us, or failed
     */
    boolean open(MappedSector unit) {
        if (is(unit, CLOSED)) {
            ask(unit);
            with(unit, target::withdraw);
        }
        boolean opened = with(unit, target::release) instanceof Answer.Done;
        tokens.remove(unit);
        return opened;
    }

    /** Those that are held still. */
    List<MappedSector> units() {
        return List.copyOf(tokens.keySet());
    }
}
