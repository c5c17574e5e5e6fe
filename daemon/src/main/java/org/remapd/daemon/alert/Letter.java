package org.remapd.daemon.alert;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.owner.Printable;

/**
 * A notice on its way.
 *
 * @param told     the channels that have told it, by their names
 * @param tries    how often the others were tried
 * @param failures why they did not tell it the last time, a line each
 */
record Letter(WrittenNotice notice, List<String> told, int tries, List<String> failures) {

    /** Some three days after the first it is no news any more. */
    private static final int MOST_TRIES = 23;

    /** A mail system that is busy is so for a moment; a network that is down may be so for a day. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    static final Duration LONGEST = Duration.ofHours(6);

    private static final int MOST_DOUBLINGS = 20;

    /** What stands in a file; nobody vouches for it. */
    private record Text(
            @Nullable WrittenNotice notice,
            @Nullable List<@Nullable String> told,
            int tries,
            @Nullable List<@Nullable String> failures) {}

    Letter {
        told = List.copyOf(told);
        failures = List.copyOf(failures);
    }

    /** One that nobody has tried to deliver so far. */
    static Letter of(Notice notice) {
        return new Letter(WrittenNotice.of(notice), List.of(), 0, List.of());
    }

    Letter toldBy(String channel) {
        List<String> more = new ArrayList<>(told);
        more.add(channel);
        return new Letter(notice, more, tries, failures);
    }

    /** After one more try; without failures all have told it. */
    Letter tried(List<String> why) {
        return new Letter(notice, told, tries + 1, why);
    }

    /** Somebody waits for the first try, and there is no other. */
    boolean isTest() {
        return notice.kind().equals(Alert.Kind.TEST.label());
    }

    boolean isGivenUp() {
        return tries >= MOST_TRIES;
    }

    /** Until the next try: twice as long each time. */
    Duration pause() {
        Duration pause = SHORTEST.multipliedBy(1L << Math.min(Math.max(tries - 1, 0), MOST_DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    String json() {
        return Printable.json(WrittenNotice.GSON.toJson(this));
    }

    /**
     * What {@link #json} made.
     *
     * @throws IOException if it is something else
     */
    static Letter parse(String json) throws IOException {
        try {
            Text text = WrittenNotice.GSON.fromJson(json, Text.class);
            if (text == null || text.notice == null || !text.notice.isWhole()) {
                throw new IOException("expected a notice of version " + WrittenNotice.VERSION);
            }
            return new Letter(text.notice, all(text.told), text.tries, all(text.failures));
        } catch (JsonParseException e) {
            throw new IOException("expected a notice: " + e.getMessage(), e);
        }
    }

    private static List<String> all(@Nullable List<@Nullable String> lines) {
        return Stream.ofNullable(lines)
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .toList();
    }
}
