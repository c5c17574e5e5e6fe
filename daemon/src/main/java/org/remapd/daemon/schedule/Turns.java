package org.remapd.daemon.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Has devices take turns: a few may at a time, and one at a time of those that share a spindle ({@link Line} says who). Any thread; nothing
 * waits.
 */
public final class Turns {

    private final Function<String, Set<String>> spindles;
    private final Map<Line.Place, Held> waiting = new LinkedHashMap<>();
    private Line line;
    private long places;
    private boolean closed;

    /**
     * Nobody has one, or waits.
     *
     * @param atOnce   how many may have a turn at the same time
     * @param spindles what a device takes for itself in its turn, by any names
     */
    public Turns(int atOnce, Function<String, Set<String>> spindles) {
        this.line = Line.of(atOnce);
        this.spindles = spindles;
    }

    /** A device's. At first it has not come, and nobody waits for it. Any thread; nothing of it waits. */
    public interface Turn extends AutoCloseable {

        /** Whether it has come. If not it is waited for from now on. */
        boolean ask();

        boolean hasCome();

        /** Whether it is waited for. */
        boolean isAwaited();

        /** For now it is not wanted: others may have theirs. When it is asked for again it has kept its place. */
        void giveBack();

        /** From now on it waits only for another of the same device, whoever else has his. */
        void hurry();

        /** It is not wanted any more; it does not come again. */
        @Override
        void close();
    }

    /** A turn of a device, behind all that there are. */
    public Turn turn(String device) {
        Set<String> taken = spindles.apply(device);
        synchronized (this) {
            return new Held(new Line.Place(++places, device, taken));
        }
    }

    /** From now on no turn comes. */
    public synchronized void close() {
        closed = true;
    }

    private enum State {
        OUT,
        WAITING,
        COME,
        OVER
    }

    /** All under the lock of the turns. */
    private final class Held implements Turn {

        private final Line.Place place;
        private State state = State.OUT;
        private boolean urgent;

        Held(Line.Place place) {
            this.place = place;
        }

        @Override
        public boolean ask() {
            synchronized (Turns.this) {
                if (state == State.OUT && !closed) {
                    join();
                }
                return state == State.COME;
            }
        }

        private void join() {
            state = State.WAITING;
            waiting.put(place, this);
            line = line.join(place);
            beginWhatCan();
        }

        private void come() {
            state = State.COME;
            waiting.remove(place);
            line = line.begin(place);
        }

        @Override
        public boolean hasCome() {
            synchronized (Turns.this) {
                return state == State.COME;
            }
        }

        @Override
        public boolean isAwaited() {
            synchronized (Turns.this) {
                return state == State.WAITING;
            }
        }

        @Override
        public void giveBack() {
            leave(State.OUT);
        }

        @Override
        public void hurry() {
            synchronized (Turns.this) {
                urgent = true;
                beginWhatCan();
            }
        }

        @Override
        public void close() {
            leave(State.OVER);
        }

        private void leave(State next) {
            synchronized (Turns.this) {
                if (state == State.OVER) {
                    return;
                }
                state = next;
                waiting.remove(place);
                line = line.leave(place);
                beginWhatCan();
            }
        }
    }

    private void beginWhatCan() {
        for (Optional<Held> next = next(); next.isPresent(); next = next()) {
            next.get().come();
        }
    }

    private Optional<Held> next() {
        if (closed) {
            return Optional.empty();
        }
        return waiting.values().stream()
                .filter(held -> held.urgent && !line.runs(held.place.device()))
                .findFirst()
                .or(() -> line.next().map(waiting::get));
    }
}
