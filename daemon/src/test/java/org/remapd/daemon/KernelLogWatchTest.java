package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.KernelLog;

/** What is said of errors that the log left out. */
class KernelLogWatchTest {

    @TempDir
    private Path directory;

    private final List<Alert> alerts = new ArrayList<>();

    @Test
    void withoutAnotherWayItIsSaidOnce() {
        watch(false, silence(), logged(1), logged(2), new KernelLog.Overrun(7));

        assertThat(alerts).extracting(Alert::kind).containsExactly(Alert.Kind.HINTS_MISSED);
    }

    @Test
    void ifAllErrorsComeByAnotherWayNothingWasMissed() {
        watch(true, silence(), logged(1), new KernelLog.Overrun(7));

        assertThat(alerts).isEmpty();
    }

    @Test
    void whatWasLoggedBeforeAnybodyFollowedWasMissedAllTheSame() {
        watch(true, logged(1), silence());

        assertThat(alerts).extracting(Alert::kind).containsExactly(Alert.Kind.HINTS_MISSED);
    }

    private static Optional<KernelLog.Entry> silence() {
        return Optional.empty();
    }

    private static KernelLog.Entry logged(long record) {
        String head = "4," + record + "," + record * 10_000_000 + ",-;";
        return new KernelLog.Logged(record, head + "blk_print_req_error: 59 callbacks suppressed");
    }

    private void watch(boolean nothingIsMissed, Object... polls) {
        Scripted log = new Scripted();
        for (Object poll : polls) {
            log.polls.add(poll instanceof KernelLog.Entry entry ? Optional.of(entry) : Optional.empty());
        }
        Fleet fleet = new Fleet(
                Path.of("/nonexistent"), new SurfaceMemory(Path.of("/nonexistent"), new TestClock()), alerts::add);
        KernelLogWatch watch = new KernelLogWatch(
                log,
                fleet,
                new LogProgress(new PositionFile(directory.resolve("kernel-log")), fleet::settled, Clock.SYSTEM),
                () -> nothingIsMissed,
                alerts::add);
        log.atTheEnd = watch::close;
        watch.run();
    }

    /** Gives what it was told to, and then ends who reads it. */
    private static final class Scripted implements KernelLog {

        private final Queue<Optional<Entry>> polls = new ArrayDeque<>();
        private Runnable atTheEnd = () -> {};

        @Override
        public Optional<Entry> poll(Duration timeout) throws IOException {
            Optional<Entry> next = polls.isEmpty() ? Optional.empty() : polls.remove();
            if (polls.isEmpty()) {
                atTheEnd.run();
            }
            return next;
        }

        @Override
        public Optional<Position> position() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
