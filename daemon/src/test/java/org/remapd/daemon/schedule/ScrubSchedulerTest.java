package org.remapd.daemon.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.remapd.agent.port.Clock;

/** With the real Quartz; schedules of one second stand for those of a week. */
class ScrubSchedulerTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Optional<ScrubSchedule> EVERY_SECOND = Optional.of(new ScrubSchedule("* * * * * ?"));
    private static final Optional<ScrubSchedule> WEEKLY = Optional.of(new ScrubSchedule("0 0 2 ? * SUN"));
    private static final Optional<ScrubSchedule> OVER = Optional.of(new ScrubSchedule("0 0 2 ? * SUN 2020"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** All devices are new, unless a test says otherwise, and lie on the disk that is the first letter of their name. */
    private final class Disks implements ScrubScheduler.Devices {

        private final Consumer<String> scrub;

        Disks(Consumer<String> scrub) {
            this.scrub = scrub;
        }

        @Override
        public Optional<ScrubHistory> history(String device) {
            return Optional.of(new ScrubHistory(UUID.nameUUIDFromBytes(device.getBytes(UTF_8)), done, interrupted));
        }

        @Override
        public Set<String> spindles(String device) {
            return Set.of(device.substring(0, 1));
        }

        @Override
        public void scrub(String device, Turns.Turn turn) {
            wanted.add(device);
            if (has(turn)) {
                started.add(device);
                scrub.accept(device);
            }
        }

        private boolean has(Turns.Turn turn) {
            try {
                while (!turn.ask()) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }
    }

    /** Those that wait for their turn, too. */
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private final List<String> started = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Instant done = Instant.now();
    private volatile boolean interrupted;
    private ScrubScheduler scheduler = scheduler(Clock.SYSTEM, device -> {});

    private ScrubScheduler scheduler(Clock clock, Consumer<String> scrub) {
        return new ScrubScheduler(UTC, 2, clock, new Disks(scrub));
    }

    private void replace(Clock clock, Consumer<String> scrub) {
        scheduler.close();
        scheduler = scheduler(clock, scrub);
    }

    @AfterEach
    void close() {
        end.countDown();
        scheduler.close();
    }

    @Test
    void aDueScrubIsBegunAgainAndAgain() {
        scheduler.reconfigure(Map.of("a", EVERY_SECOND, "b", WEEKLY));

        await().atMost(PATIENCE).until(() -> started.size() >= 2);
        assertThat(started).containsOnly("a");
    }

    @Test
    void aScrubThatStillRunsIsNotBegunAgainAndItsSignsAreNotSavedUp() {
        CountDownLatch otherWasDue = new CountDownLatch(3);
        replace(Clock.SYSTEM, device -> {
            if (device.equals("long")) {
                awaitEnd();
            } else {
                otherWasDue.countDown();
            }
        });
        scheduler.reconfigure(Map.of("long", EVERY_SECOND, "short", EVERY_SECOND));

        await().atMost(PATIENCE).until(() -> otherWasDue.getCount() == 0);
        assertThat(started).containsOnlyOnce("long");
    }

    @Test
    void aScrubThatFailsDoesNotEndTheOthersNorItsOwnNext() {
        replace(Clock.SYSTEM, device -> {
            throw new IllegalStateException("the disk is gone");
        });
        scheduler.reconfigure(Map.of("a", EVERY_SECOND));

        await().atMost(PATIENCE).until(() -> started.size() >= 2);
    }

    @Test
    void ofASpindleOneRunsAtATimeAndTheOthersWait() {
        replace(Clock.SYSTEM, device -> {
            if (device.equals("a1")) {
                awaitEnd();
            }
        });
        scheduler.reconfigure(Map.of("a1", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("a1"));

        scheduler.reconfigure(Map.of("a1", EVERY_SECOND, "a2", EVERY_SECOND, "b", EVERY_SECOND));

        await().atMost(PATIENCE)
                .until(() -> started.stream().filter("b"::equals).count() >= 2);
        assertThat(started).doesNotContain("a2");
        end.countDown();
        await().atMost(PATIENCE).until(() -> started.contains("a2"));
    }

    @Test
    void oneThatIsWantedSoonNeedsNoScheduleAndWaitsItsTurn() {
        replace(Clock.SYSTEM, device -> awaitEnd());

        List.of("a", "b", "c", "a").forEach(scheduler::soon);

        await().atMost(PATIENCE).until(() -> started.size() == 2);
        end.countDown();
        await().atMost(PATIENCE).until(() -> started.containsAll(List.of("a", "b", "c")));
        assertThat(started).hasSize(3);
    }

    @Test
    void whatIsDueOnASpindleWaitsForAScrubByHand() {
        Turns.Turn turn = scheduler.turn("a1");
        assertThat(turn.ask()).isTrue();
        List.of("a1", "a2", "b").forEach(scheduler::soon);
        await().atMost(PATIENCE).until(() -> wanted.size() == 3 && started.contains("b"));
        assertThat(started).containsExactly("b");
        turn.close();

        await().atMost(PATIENCE).until(() -> started.containsAll(List.of("a1", "a2")));
    }

    @Test
    void forOneThatSomebodyHasBegunNothingElseIsDue() {
        interrupted = true;
        scheduler.reconfigure(Map.of("a", WEEKLY));
        Instant onSunday = WEEKLY.orElseThrow().next(Instant.now(), UTC).orElseThrow();
        assertThat(scheduler.next("a"))
                .hasValueSatisfying(next -> assertThat(next).isBefore(onSunday));

        scheduler.begun("a");

        assertThat(scheduler.next("a"))
                .hasValueSatisfying(next -> assertThat(next).isAfterOrEqualTo(onSunday));
        assertThat(wanted).isEmpty();
    }

    @Test
    void onceItIsClosedNoTurnComes() {
        Turns.Turn turn = scheduler.turn("a");

        scheduler.close();

        assertThat(turn.ask()).isFalse();
    }

    @Test
    void newSchedulesTakeThePlaceOfTheOld() {
        scheduler.reconfigure(Map.of("a", EVERY_SECOND, "b", WEEKLY));
        await().atMost(PATIENCE).until(() -> started.contains("a"));

        scheduler.reconfigure(Map.of("a", WEEKLY, "b", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("b"));
        Instant onSunday = WEEKLY.orElseThrow().next(Instant.now(), UTC).orElseThrow();
        assertThat(scheduler.next("a"))
                .hasValueSatisfying(
                        next -> assertThat(next).isBetween(onSunday, onSunday.plus(Duration.ofMinutes(30))));

        scheduler.reconfigure(Map.of());
        assertThat(scheduler.next("a")).isEmpty();
        assertThat(scheduler.next("b")).isEmpty();
    }

    @Test
    void aScheduleThatIsOverIsTakenAndNeverDue() {
        scheduler.reconfigure(Map.of("a", WEEKLY));
        scheduler.reconfigure(Map.of("a", OVER));

        assertThat(scheduler.next("a")).isEmpty();
    }

    @Test
    void whatWasMissedIsBegunWhenItHasRested() {
        HeldClock clock = new HeldClock();
        replace(clock, device -> {});
        done = clock.now().minus(Duration.ofDays(30));
        scheduler.reconfigure(Map.of("a", WEEKLY));
        Instant rested = scheduler.next("a").orElseThrow();
        assertThat(rested).isBetween(clock.now().plusSeconds(300), clock.now().plusSeconds(1200));

        clock.pause(Duration.between(clock.now(), rested));
        scheduler.round();

        await().atMost(PATIENCE).until(() -> started.contains("a"));
        assertThat(scheduler.next("a"))
                .hasValueSatisfying(next -> assertThat(next).isAfter(rested));
    }

    @Test
    void afterAJumpOfTheClockWhatWasMissedRestsAgain() {
        HeldClock clock = new HeldClock();
        replace(clock, device -> {});
        done = clock.now();
        scheduler.reconfigure(Map.of("a", WEEKLY));

        clock.jump(Duration.ofDays(30));
        scheduler.round();

        assertThat(scheduler.next("a"))
                .hasValueSatisfying(next -> assertThat(next)
                        .isBetween(clock.now().plusSeconds(300), clock.now().plusSeconds(1200)));
    }

    @Test
    void whatWasInterruptedIsGoneOnWithAlsoWithoutASchedule() {
        HeldClock clock = new HeldClock();
        replace(clock, device -> {});
        interrupted = true;
        scheduler.reconfigure(Map.of("a", Optional.empty()));

        clock.pause(Duration.ofMinutes(5));
        scheduler.round();

        await().atMost(PATIENCE).until(() -> started.contains("a"));
        assertThat(scheduler.next("a")).isEmpty();
    }

    @Test
    void closingInterruptsWhatRuns() {
        AtomicBoolean endedByClosing = new AtomicBoolean();
        replace(Clock.SYSTEM, device -> endedByClosing.set(!awaitEnd()));
        scheduler.reconfigure(Map.of("a", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("a"));

        scheduler.close();

        assertThat(endedByClosing).isTrue();
    }

    @Test
    void onceClosedItTakesALookAndBeginsNothing() {
        scheduler.close();

        scheduler.reconfigure(Map.of("a", EVERY_SECOND));
        scheduler.round();

        assertThat(started).isEmpty();
    }

    @Test
    void nothingItRunsKeepsTheProcessAlive() {
        scheduler.reconfigure(Map.of("a", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("a"));

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("scrub-"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    /** Whether the test came to its end, rather than the thread being interrupted. */
    private boolean awaitEnd() {
        try {
            end.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Goes when it is told to. A Wednesday. */
    private static final class HeldClock implements Clock {

        private volatile Instant now = Instant.parse("2026-11-18T12:00:00Z");
        private volatile long nanos;

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public synchronized void pause(Duration time) {
            now = now.plus(time);
            nanos += time.toNanos();
        }

        /** Somebody sets it; no time goes by. */
        synchronized void jump(Duration time) {
            now = now.plus(time);
        }
    }
}
