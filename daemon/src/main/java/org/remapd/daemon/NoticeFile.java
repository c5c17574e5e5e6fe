package org.remapd.daemon;

import static org.remapd.daemon.VersionedFile.require;
import static org.remapd.daemon.VersionedFile.required;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.alert.Matter;
import org.remapd.daemon.alert.Told;

/**
 * A file with what people were told of which matter:
 *
 * <pre>
 * {"version": 1, "told": [
 *   {"device": TEXT, "kind": "data-lost", "when": TIME, "as": "critical", "times": NUMBER, "reminders": NUMBER,
 *    "messages": [TEXT, ...], "lasting": true, "acknowledged": true}, ...]}
 * </pre>
 *
 * A kind of alert, or a severity, that is not known here is passed over.
 */
record NoticeFile(Path file) {

    /** Where the unit lets the daemon write. */
    static final Path STANDARD = Path.of("/var/lib/remapd/notices");

    static final int VERSION = 1;

    /** So many matters are kept, of which somebody was told last. */
    static final int MOST = 100;

    private static final int MOST_MESSAGES = 2;
    private static final int MOST_LETTERS = 300;

    private record Text(int version, @Nullable List<@Nullable Entry> told) {}

    private record Entry(
            @Nullable String device,
            @Nullable String kind,
            @Nullable String when,
            @Nullable String as,
            @Nullable Integer times,
            @Nullable Integer reminders,
            @Nullable List<@Nullable String> messages,
            @Nullable Boolean lasting,
            @Nullable Boolean acknowledged) {}

    private VersionedFile versioned() {
        return new VersionedFile(file, VERSION, "what people were told");
    }

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return versioned().hasPlace();
    }

    /** Nothing if there is no such file. */
    List<Told> read() throws IOException {
        return versioned().read(Text.class, NoticeFile::told).orElse(List.of());
    }

    private static List<Told> told(Text text) {
        List<Told> all = new ArrayList<>();
        for (Entry entry : required(text.told, "what was told")) {
            told(required(entry, "a matter")).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<Told> told(Entry entry) {
        String device = required(entry.device, "a device");
        String kind = required(entry.kind, "a kind");
        String as = required(entry.as, "a severity");
        Instant when = Instant.parse(required(entry.when, "when it was told"));
        int times = required(entry.times, "how often it was told");
        int reminders = required(entry.reminders, "how many were reminders");
        require(times > 0 && reminders >= 0, "told " + times + " times, " + reminders + " reminders");
        List<String> messages = new ArrayList<>();
        for (String message : required(entry.messages, "messages")) {
            messages.add(required(message, "a message"));
        }
        boolean lasting = required(entry.lasting, "whether it lasts");
        boolean acknowledged = required(entry.acknowledged, "whether it is acknowledged");
        return Stream.of(Alert.Kind.values())
                .filter(known -> known.label().equals(kind))
                .findFirst()
                .flatMap(known -> severity(as)
                        .map(severity -> new Told(
                                new Matter(device, known),
                                when,
                                severity,
                                times,
                                reminders,
                                messages,
                                lasting,
                                acknowledged)));
    }

    private static Optional<Severity> severity(String label) {
        return Stream.of(Severity.values())
                .filter(known -> known.label().equals(label))
                .findFirst();
    }

    /** Replaces what is there, all at once. */
    void write(List<Told> told) throws IOException {
        List<@Nullable Entry> entries = new ArrayList<>();
        told.stream()
                .sorted(Comparator.comparing(Told::when).reversed())
                .limit(MOST)
                .forEach(one -> entries.add(entry(one)));
        versioned().write(new Text(VERSION, entries));
    }

    private static Entry entry(Told one) {
        return new Entry(
                one.matter().device(),
                one.matter().kind().label(),
                one.when().toString(),
                one.as().label(),
                one.times(),
                one.reminders(),
                one.messages().stream()
                        .limit(MOST_MESSAGES)
                        .map(message -> message.substring(0, Math.min(message.length(), MOST_LETTERS)))
                        .toList(),
                one.lasting(),
                one.acknowledged());
    }
}
