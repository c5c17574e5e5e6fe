package org.remapd.agent.device;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.remapd.agent.port.Clock;

/**
 * What was found out a moment ago, by what it was asked of. A device and what is below it may change while it is in use, and nobody
 * says so; but in a storm of errors the same few are asked about again and again. So an answer holds for a second. Any thread.
 *
 * @param <K> what is asked about
 * @param <V> an answer
 */
public final class Lately<K, V> {

    private static final long HOLDS_NANOS = Duration.ofSeconds(1).toNanos();

    /** So many are remembered. */
    private static final int MOST = 64;

    /** Finds out, and may take its time. */
    public interface Question<K, V, E extends Exception> {
        V ask(K about) throws E;
    }

    /** What was found out when it was asked for at a time of {@link Clock#nanos}. */
    private record Answer<V>(V value, long when) {

        boolean holds(long now) {
            return now - when < HOLDS_NANOS;
        }
    }

    private final Clock clock;
    private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();

    public Lately(Clock clock) {
        this.clock = clock;
    }

    /**
     * The answer of a moment ago, or else a new one. Of threads that ask at the same time each may find out for itself.
     *
     * @throws E of the question; then nothing is remembered
     */
    public <E extends Exception> V of(K about, Question<K, V, E> question) throws E {
        long now = clock.nanos();
        Answer<V> before = answers.get(about);
        if (before != null && before.holds(now)) {
            return before.value;
        }
        V value = question.ask(about);
        answers.values().removeIf(old -> !old.holds(now));
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(about, new Answer<>(value, now));
        return value;
    }
}
