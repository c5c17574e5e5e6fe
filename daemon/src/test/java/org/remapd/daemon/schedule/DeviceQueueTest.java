package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    private final DeviceQueue queue = new DeviceQueue("test", 2);

    private boolean add(String device) {
        return queue.add(device, () -> work(device));
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
    void soManyAreInWorkAndTheOthersWaitInOrder() {
        for (String device : List.of("a", "b", "c", "d")) {
            assertThat(add(device)).isTrue();
        }
        awaitBegun("a", "b");

        end("b").countDown();
        awaitBegun("a", "b", "c");

        end("a").countDown();
        awaitBegun("a", "b", "c", "d");
    }

    @Test
    void aDeviceIsInItOnce() {
        List.of("a", "b", "c").forEach(this::add);
        awaitBegun("a", "b");

        assertThat(add("a")).as("it is in work").isFalse();
        assertThat(add("c")).as("it waits").isFalse();

        end("a").countDown();
        awaitBegun("a", "b", "c");
        await().atMost(PATIENCE).until(() -> add("a"));
    }

    @Test
    void oneThatFailsIsOverAndTheNextBegins() {
        List.of("a!", "b!", "c").forEach(this::add);
        end("a!").countDown();
        awaitBegun("a!", "b!", "c");

        await().atMost(PATIENCE).until(() -> add("a!"));
    }

    @Test
    void closingInterruptsWhatRunsAndBeginsNoMore() {
        List.of("a", "b", "c").forEach(this::add);
        awaitBegun("a", "b");

        queue.close();

        assertThat(interrupted).isTrue();
        assertThat(begun).containsExactlyInAnyOrder("a", "b");
    }

    private void awaitBegun(String... devices) {
        await().atMost(PATIENCE).until(() -> begun.size() >= devices.length);
        assertThat(begun).containsExactlyInAnyOrder(devices);
    }
}
