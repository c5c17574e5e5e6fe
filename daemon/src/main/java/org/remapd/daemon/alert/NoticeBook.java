package org.remapd.daemon.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;

/**
 * Makes of alerts what a person is told, so that nobody learns to look away: what comes in a burst is told once; more of the same is told
 * after a day, then two, four and so on, or if it is critical after an hour, then two, and once a day in the end; a condition that lasts is recalled at the same intervals, unless somebody has acknowledged it;
 * what gets worse is told at once; and once it is over, the next is news again. Pure: it is told the time. For one thread at a time.
 */
final class NoticeBook {

    /** A disk that fails does so in bursts. */
    static final Duration GATHERING = Duration.ofSeconds(10);

    static final Duration FIRST_PAUSE = Duration.ofDays(1);

    /** If more of the same is critical, a day is too long: it is something else that was lost. */
    static final Duration FIRST_CRITICAL_PAUSE = Duration.ofHours(1);

    /** Of the lost sectors that a program is told in one piece. */
    private static final int MOST_LETTERS = 8192;

    private static final String AND_MORE = " ...";

    /** Thirty-two days. */
    private static final int MOST_DOUBLINGS = 5;

    private static final int MOST_MESSAGES = 20;

    /** These a daemon says again when it begins, if they last: that is no news. */
    private static final Set<Alert.Kind> STATES = EnumSet.of(
            Alert.Kind.ASSEMBLY_FAILED,
            Alert.Kind.SPARES_LOW,
            Alert.Kind.METADATA_READ_ONLY,
            Alert.Kind.BREAKER_OPENED);

    private final Map<Matter, Page> pages = new LinkedHashMap<>();
    private final Set<Matter> acknowledged = new HashSet<>();
    private final Set<Matter> toBeSaidAgain = new HashSet<>();
    private Set<Matter> lasting = Set.of();

    /** What is to be told of a matter, and what was. */
    private static final class Page {
        private final List<String> fresh = new ArrayList<>();
        private int count;
        private Instant since;
        private Severity severity;
        private Map<String, String> fields;
        private List<String> last = List.of();
        private @Nullable Instant told;
        private Severity toldAs = Severity.INFO;
        private int times;
        private int reminders;

        /** By this book itself. */
        private boolean hasTold;

        private Page(Alert alert, Instant now) {
            since = now;
            severity = alert.severity();
            fields = alert.fields();
        }

        private Page(Told earlier) {
            since = earlier.when();
            severity = earlier.as();
            String device = earlier.matter().device();
            fields = device.isEmpty() ? Map.of() : Map.of(Alert.DEVICE, device);
        }

        private void goOnFrom(Told earlier) {
            told = earlier.when();
            toldAs = earlier.as();
            times = earlier.times();
            reminders = earlier.reminders();
            last = earlier.messages();
        }

        private static Page fresh(Alert alert, Instant now) {
            Page page = new Page(alert, now);
            page.add(alert, now);
            return page;
        }

        private static Page told(Alert alert, Instant now) {
            Page page = new Page(alert, now);
            page.last = List.of(alert.message());
            page.told = now;
            page.toldAs = alert.severity();
            page.times = 1;
            return page;
        }

        private void add(Alert alert, Instant now) {
            if (count == 0) {
                since = now;
                severity = alert.severity();
            }
            count++;
            severity = alert.severity().atLeast(severity) ? alert.severity() : severity;
            fields = count == 1 ? alert.fields() : withAllThatIsLost(fields, alert.fields());
            if (fresh.size() < MOST_MESSAGES) {
                fresh.add(alert.message());
            }
        }

        /** The later ones, but that what was lost is what all of them say. */
        private static Map<String, String> withAllThatIsLost(Map<String, String> before, Map<String, String> now) {
            String lost = before.get(Alert.LOST_SECTORS);
            String more = now.get(Alert.LOST_SECTORS);
            if (lost == null || more == null) {
                return now;
            }
            Map<String, String> all = new TreeMap<>(now);
            boolean fits = lost.length() + more.length() < MOST_LETTERS;
            all.put(Alert.LOST_SECTORS, fits ? lost + " " + more : lost.endsWith(AND_MORE) ? lost : lost + AND_MORE);
            return all;
        }

        private boolean isUrgent() {
            return count > 0 && isWorse(severity);
        }

        private boolean isWorse(Severity than) {
            return told == null || (than.atLeast(toldAs) && than != toldAs);
        }

        /** There may be more of it in a moment. */
        private boolean isGathering(Instant now, Duration gathering) {
            return count > 0 && now.isBefore(since.plus(gathering)) && !since.isAfter(now);
        }

        /** A clock that went back is believed. */
        private boolean isPauseOver(Instant now, boolean lasts) {
            if (told == null || told.isAfter(now)) {
                told = now;
            }
            return !now.isBefore(told.plus(pause(lasts)));
        }

        private Duration pause(boolean lasts) {
            if (count == 0 && lasts) {
                return doubled(FIRST_PAUSE, reminders);
            }
            return severity == Severity.CRITICAL
                    ? shorter(doubled(FIRST_CRITICAL_PAUSE, times - 1), FIRST_PAUSE)
                    : doubled(FIRST_PAUSE, times - 1);
        }

        private static Duration doubled(Duration first, int times) {
            return first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        private Notice tell(Matter matter, Instant now) {
            boolean isReminder = count == 0;
            reminders = isReminder ? reminders + 1 : 0;
            last = count == 0 ? last : List.copyOf(fresh);
            Notice notice = new Notice(matter, severity, since, count, last, fields, reminders);
            toldAs = severity.atLeast(toldAs) ? severity : toldAs;
            told = now;
            hasTold = true;
            // After a quiet time more of the same is news sooner.
            times = isReminder ? 1 : times + 1;
            count = 0;
            fresh.clear();
            return notice;
        }
    }

    /** One that is to be told. */
    void raise(Alert alert, Instant now) {
        Matter matter = Matter.of(alert);
        Page known = pages.get(matter);
        boolean isSaidAgain = toBeSaidAgain.remove(matter);
        if (isSaidAgain && known != null && !known.isWorse(alert.severity())) {
            return;
        }
        acknowledged.remove(matter);
        pages.computeIfAbsent(matter, fresh -> new Page(alert, now)).add(alert, now);
    }

    /**
     * What is so at present, each told by an alert; of all else that was so nothing is any more.
     *
     * @param unknown of which nobody can tell: that is as it was
     * @param news    whether what was so before anybody looked is to be told; else it counts as told
     */
    void last(Map<Matter, Alert> now, Predicate<Matter> unknown, Instant time, boolean news) {
        Set<Matter> lasts = Stream.concat(
                        now.keySet().stream(), lasting.stream().filter(unknown))
                .collect(Collectors.toUnmodifiableSet());
        for (Matter matter : lasting) {
            if (!lasts.contains(matter)) {
                toBeSaidAgain.remove(matter);
                acknowledged.remove(matter);
                pages.computeIfPresent(matter, (over, page) -> page.count == 0 ? null : page);
            }
        }
        now.forEach((matter, alert) ->
                pages.computeIfAbsent(matter, found -> news ? Page.fresh(alert, time) : Page.told(alert, time)));
        lasting = lasts;
    }

    /** Of what is so of a device just now nobody is to be reminded, until there is more of it. */
    void acknowledge(String device) {
        pages.keySet().stream().filter(matter -> matter.device().equals(device)).forEach(acknowledged::add);
    }

    /** All but this book begins anew. */
    void begunAnew() {
        lasting.stream().filter(matter -> STATES.contains(matter.kind())).forEach(toBeSaidAgain::add);
    }

    /** All that people were told, and that is still of interest. */
    List<Told> told() {
        List<Told> all = new ArrayList<>();
        pages.forEach((matter, page) -> {
            Instant told = page.told;
            if (told != null) {
                all.add(new Told(
                        matter,
                        told,
                        page.toldAs,
                        page.times,
                        page.reminders,
                        page.last,
                        lasting.contains(matter),
                        acknowledged.contains(matter)));
            }
        });
        return all;
    }

    /** What people were told before this book was begun; what has come since is more of the same. */
    void goOnFrom(List<Told> earlier) {
        for (Told one : earlier) {
            Page page = pages.computeIfAbsent(one.matter(), fresh -> new Page(one));
            boolean isSaidAgain = one.lasting() && STATES.contains(one.matter().kind());
            if (page.hasTold) {
                continue;
            }
            page.goOnFrom(one);
            if (isSaidAgain && page.count == 0) {
                toBeSaidAgain.add(one.matter());
            } else if (isSaidAgain && !page.isUrgent()) {
                page.count = 0;
                page.fresh.clear();
            }
            if (one.acknowledged() && page.count == 0) {
                acknowledged.add(one.matter());
            }
        }
        lasting = Stream.concat(
                        lasting.stream(), earlier.stream().filter(Told::lasting).map(Told::matter))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is to be told now; it counts as told from here on. */
    List<Notice> due(Instant now) {
        return due(now, GATHERING);
    }

    /** The same, and no more of it is waited for. */
    List<Notice> dueAtLast(Instant now) {
        return due(now, Duration.ZERO);
    }

    private List<Notice> due(Instant now, Duration gathering) {
        List<Notice> due = new ArrayList<>();
        pages.entrySet().removeIf(entry -> {
            Page page = entry.getValue();
            Matter matter = entry.getKey();
            if (page.isUrgent()) {
                if (!page.isGathering(now, gathering)) {
                    due.add(page.tell(matter, now));
                }
                return false;
            }
            boolean lasts = lasting.contains(matter);
            if (!page.isPauseOver(now, lasts) || page.isGathering(now, gathering)) {
                return false;
            }
            boolean more = page.count > 0;
            boolean remind = lasts && !acknowledged.contains(matter);
            if (more || remind) {
                due.add(page.tell(matter, now));
            }
            return !more && !lasts;
        });
        return due;
    }
}
