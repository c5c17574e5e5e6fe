package org.remapd.agent.sensor.kernellog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errors already told of: the kernel and who reads come back to a bad place again and again, and each layer has its
 * own line for it. Forgets those longest not seen.
 */
final class Told {

    private static final int MOST = 16_384;
    /** As long as this, what is said less surely of a place is about the same error. */
    private static final long SAME_ERROR_MICROS = 5_000_000;

    private record Place(@Nullable String device, long sector) {}

    private record Entry(int certainty, Moment last) {}

    private final long repeatMicros;
    private final Map<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Entry> eldest) {
            return size() > MOST;
        }
    };

    Told(Duration repeat) {
        this.repeatMicros = repeat.toNanos() / 1_000;
    }

    /** Whether {@code verdict} says nothing new; remembers it. */
    boolean knows(Verdict verdict, Moment now) {
        Place place = new Place(
                verdict.device(),
                verdict.sector() == null ? Cursor.NONE : verdict.sector().number());
        int certainty = certainty(verdict.kind());
        Entry before = entries.get(place);
        if (before == null || certainty > before.certainty) {
            entries.put(place, new Entry(certainty, now));
            return false;
        }
        boolean sameError = !now.isBeyond(before.last, SAME_ERROR_MICROS);
        boolean repeated = certainty == before.certainty && now.time().since(before.last.time()) <= repeatMicros;
        if (certainty == before.certainty || !sameError) {
            entries.put(place, new Entry(certainty, now));
        }
        return sameError || repeated;
    }

    private static int certainty(Verdict.Kind kind) {
        return switch (kind) {
            case EXACT, PROBE -> 2;
            case AMBIGUOUS -> 1;
            default -> 0;
        };
    }
}
