package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real threads; what is done for a device lasts until it is told to end. */
class DeviceQueueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();
    private final DeviceQueue queue = new DeviceQueue("test", 3, DeviceQueueTest::spindle, this::work);

    /** A device is called by the name of its disk and another letter. */
    private static Set<String> spindle(String device) {
        return Set.of(device.substring(0, 1));
    }

    private void work(String device) {
        begun.add(device);
        try {
            end(device).await();
        } catch (InterruptedException e) {
            interrupted.set(true);
        }
        if (device.endsWith("!")) {
            throw new IllegalStateException("the disk of " + device + " is gone");
        }
    }

    private CountDownLatch end(String device) {
        return ends.computeIfAbsent(device, name -> new CountDownLatch(1));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aSpindleHasOneAtATimeAndSoManyHaveTheirs() {
        for (String device : List.of("1a", "1b", "2a", "3a", "4a")) {
            assertThat(queue.add(device)).isTrue();
        }
        awaitBegun("1a", "2a", "3a");

        end("2a").countDown();
        awaitBegun("1a", "2a", "3a", "4a");

        end("1a").countDown();
        awaitBegun("1a", "2a", "3a", "4a", "1b");
    }

    @Test
    void aDeviceIsInItOnce() {
        queue.add("1a");
        queue.add("1b");
        awaitBegun("1a");

        assertThat(queue.add("1a")).isFalse();
        assertThat(queue.add("1b")).isFalse();

        end("1a").countDown();
        awaitBegun("1a", "1b");
        assertThat(queue.add("1a")).isTrue();
    }

    @Test
    void oneThatFailsIsOverAndTheNextBegins() {
        queue.add("1!");
        queue.add("1b");
        end("1!").countDown();

        awaitBegun("1!", "1b");
    }

    @Test
    void whatIsDoneByHandWaitsForNobodyAndOthersWaitForIt() {
        queue.add("1a");
        awaitBegun("1a");
        queue.add("1b");
        queue.add("1c");

        DeviceQueue.Turn turn = queue.now("1b");
        assertThat(turn.hasCome()).isTrue();
        end("1a").countDown();
        assertThat(queue.add("1b")).isFalse();
        queue.add("2a");
        awaitBegun("1a", "2a");
        turn.close();

        awaitBegun("1a", "2a", "1c");
    }

    @Test
    void somethingAsideKeepsOthersAwayAndTheDeviceItself() {
        DeviceQueue.Turn turn = queue.aside("1a");
        assertThat(queue.add("1a")).isTrue();
        queue.add("2a");
        awaitBegun("2a");
        turn.close();

        awaitBegun("2a", "1a");
    }

    @Test
    void whileADeviceRestsOthersHaveTheirTurns() {
        for (String device : List.of("1a", "1b", "2a", "3a", "4a")) {
            queue.add(device);
        }
        awaitBegun("1a", "2a", "3a");

        queue.rest(Set.of("1a", "2a")::contains, device -> false);
        awaitBegun("1a", "2a", "3a", "1b", "4a");
        assertThat(queue.add("1a")).as("it has its turn still").isFalse();
    }

    @Test
    void whileADiskSleepsThoseOnOthersHaveTheirTurns() {
        for (String device : List.of("1a", "1b", "2a", "3a", "4a")) {
            queue.add(device);
        }
        awaitBegun("1a", "2a", "3a");

        queue.rest(device -> false, Set.of("1a")::contains);
        awaitBegun("1a", "2a", "3a", "4a");
    }

    @Test
    void aTurnThatSomebodyWaitsForComesAsThatOfOthersDo() {
        queue.add("1a");
        awaitBegun("1a");

        DeviceQueue.Turn free = queue.inTurn("2a");
        DeviceQueue.Turn waits = queue.inTurn("1b");
        queue.add("1c");
        assertThat(free.hasCome()).isTrue();
        assertThat(waits.hasCome()).isFalse();
        assertThat(queue.add("1b")).as("it is in line").isFalse();

        end("1a").countDown();
        await().atMost(PATIENCE).until(waits::hasCome);
        assertThat(begun).containsExactly("1a");
        waits.close();
        awaitBegun("1a", "1c");
    }

    @Test
    void aTurnThatIsNotWantedAnyMoreIsInNobodysWay() {
        queue.add("1a");
        DeviceQueue.Turn waits = queue.inTurn("1b");
        queue.add("1c");

        waits.close();
        waits.take();

        assertThat(waits.hasCome()).isFalse();
        assertThat(queue.add("1b")).isTrue();
        end("1a").countDown();
        awaitBegun("1a", "1c");
    }

    @Test
    void aTurnThatIsTakenComesAtOnceAndOthersWaitForItsEnd() {
        queue.add("1a");
        awaitBegun("1a");
        DeviceQueue.Turn waits = queue.inTurn("1b");
        queue.add("1c");

        waits.take();

        assertThat(waits.hasCome()).isTrue();
        end("1a").countDown();
        await().atMost(PATIENCE).until(() -> queue.add("1a"));
        assertThat(queue.add("2a")).isTrue();
        awaitBegun("1a", "2a");
        waits.close();
        awaitBegun("1a", "2a", "1c");
    }

    @Test
    void onceItIsClosedNoTurnComes() {
        DeviceQueue.Turn first = queue.inTurn("1a");
        DeviceQueue.Turn waits = queue.inTurn("1b");

        queue.close();
        first.close();

        assertThat(waits.hasCome()).isFalse();
        waits.close();
    }

    @Test
    void whatIsDueForADeviceThatWaitsIsWhatItWaitsFor() {
        queue.add("1a");
        queue.add("1b");
        DeviceQueue.Turn waits = queue.inTurn("1b");

        end("1a").countDown();

        await().atMost(PATIENCE).until(waits::hasCome);
        waits.close();
        queue.add("1c");
        awaitBegun("1a", "1c");
    }

    @Test
    void oneThatRestedDoesNotRestInItsNextTurn() {
        DeviceQueue.Turn first = queue.inTurn("1a");
        queue.rest("1a"::equals, device -> false);
        first.close();

        DeviceQueue.Turn second = queue.inTurn("1a");

        assertThat(second.hasCome()).isTrue();
        assertThat(queue.inTurn("1b").hasCome()).isFalse();
    }

    @Test
    void closingInterruptsWhatRunsAndBeginsNoMore() {
        queue.add("1a");
        queue.add("1b");
        awaitBegun("1a");

        queue.close();

        assertThat(interrupted).isTrue();
        assertThat(begun).containsExactly("1a");
    }

    private void awaitBegun(String... devices) {
        await().atMost(PATIENCE).until(() -> begun.size() >= devices.length);
        assertThat(begun).containsExactlyInAnyOrder(devices);
    }
}
