package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real Quartz; schedules of one second stand for those of a week. */
class ScrubSchedulerTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ScrubSchedule EVERY_SECOND = new ScrubSchedule("* * * * * ?");
    private static final ScrubSchedule WEEKLY = new ScrubSchedule("0 0 2 ? * SUN");
    private static final ScrubSchedule OVER = new ScrubSchedule("0 0 2 ? * SUN 2020");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> started = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private ScrubScheduler scheduler = new ScrubScheduler(UTC, 2, started::add);

    @AfterEach
    void close() {
        end.countDown();
        scheduler.close();
    }

    @Test
    void aDueScrubIsStartedAgainAndAgain() {
        scheduler.reconfigure(Map.of("remap0", EVERY_SECOND, "remap1", WEEKLY));

        await().atMost(PATIENCE).until(() -> started.size() >= 2);
        assertThat(started).containsOnly("remap0");
    }

    @Test
    void aScrubThatStillRunsIsNotStartedAgainAndItsSignsAreNotSavedUp() {
        scheduler.close();
        CountDownLatch otherWasDue = new CountDownLatch(3);
        scheduler = new ScrubScheduler(UTC, 2, device -> {
            started.add(device);
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
        replace(device -> {
            started.add(device);
            throw new IllegalStateException("the disk is gone");
        });
        scheduler.reconfigure(Map.of("remap0", EVERY_SECOND));

        await().atMost(PATIENCE).until(() -> started.size() >= 2);
    }

    @Test
    void noMoreThanSoManyRunAtOnceAndTheOthersWait() {
        replace(device -> {
            started.add(device);
            awaitEnd();
        });
        scheduler.reconfigure(Map.of("a", EVERY_SECOND, "b", EVERY_SECOND, "c", EVERY_SECOND));

        await().atMost(PATIENCE).until(() -> started.size() == 2);
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> started.size() == 2);
        end.countDown();
        await().atMost(PATIENCE).until(() -> started.containsAll(List.of("a", "b", "c")));
    }

    @Test
    void oneThatIsWantedSoonNeedsNoScheduleAndWaitsItsTurn() {
        replace(device -> {
            started.add(device);
            awaitEnd();
        });

        List.of("a", "b", "c", "a").forEach(scheduler::soon);

        await().atMost(PATIENCE).until(() -> started.size() == 2);
        end.countDown();
        await().atMost(PATIENCE).until(() -> started.containsAll(List.of("a", "b", "c")));
        assertThat(started).hasSize(3);
    }

    @Test
    void newSchedulesTakeThePlaceOfTheOld() {
        scheduler.reconfigure(Map.of("a", EVERY_SECOND, "b", WEEKLY));
        await().atMost(PATIENCE).until(() -> started.contains("a"));

        scheduler.reconfigure(Map.of("a", WEEKLY, "b", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("b"));
        assertThat(scheduler.next("a")).isEqualTo(WEEKLY.next(Instant.now(), UTC));

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
    void closingInterruptsWhatRuns() {
        AtomicBoolean interrupted = new AtomicBoolean();
        replace(device -> {
            started.add(device);
            interrupted.set(!awaitEnd());
        });
        scheduler.reconfigure(Map.of("a", EVERY_SECOND));
        await().atMost(PATIENCE).until(() -> started.contains("a"));

        scheduler.close();

        assertThat(interrupted).isTrue();
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

    private void replace(Consumer<String> scrub) {
        scheduler.close();
        scheduler = new ScrubScheduler(UTC, 2, scrub);
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
}
