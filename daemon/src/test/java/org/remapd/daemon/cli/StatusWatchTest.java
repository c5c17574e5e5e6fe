package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.TestClock;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine;

/** Who looks on leaves when all the answers have been given. */
class StatusWatchTest {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String DOWN = "the daemon is not running";

    private final StringWriter err = new StringWriter();
    private final Deque<StatusWatch.Source> answers = new ArrayDeque<>();
    private final List<String> shown = new ArrayList<>();
    private final TestClock clock = new TestClock();

    @Test
    void everyIntervalTheStatusIsShown() throws IOException {
        answers("one", "two", "three");

        assertThat(watch().version()).as("the last").isEqualTo("three");
        assertThat(shown).containsExactly("one", "two", "three");
        assertThat(clock.nanos()).isEqualTo(INTERVAL.multipliedBy(2).toNanos());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatFailsAtOnceFails() {
        fails(DOWN);

        assertThatThrownBy(this::watch).isInstanceOf(IOException.class).hasMessage(DOWN);
        assertThat(shown).isEmpty();
    }

    @Test
    void aDaemonThatGoesAwayIsToldOnceAndAskedAgain() throws IOException {
        answers("one");
        fails(DOWN, DOWN, DOWN);
        answers("two");

        watch();

        assertThat(shown).containsExactly("one", "two");
        assertThat(err.toString().lines()).containsExactly("remapd: " + DOWN);
    }

    @Test
    void onceForEachTimeThatItGoesAwayAndForEachReason() throws IOException {
        answers("one");
        fails(DOWN, DOWN, "remapd is busy");
        answers("two");
        fails("remapd is busy");

        assertThat(watch().version()).isEqualTo("two");
        assertThat(err.toString().lines())
                .containsExactly("remapd: " + DOWN, "remapd: remapd is busy", "remapd: remapd is busy");
    }

    private void answers(String... versions) {
        for (String version : versions) {
            answers.add(() -> new StatusReport(version, "2026-11-21T08:00:00Z", false, List.of()));
        }
    }

    private void fails(String... reasons) {
        for (String why : reasons) {
            answers.add(() -> {
                throw new IOException(why);
            });
        }
    }

    private StatusReport watch() throws IOException {
        CommandLine line = new CommandLine(new StatusCommand()).setErr(new PrintWriter(err, true));
        StatusWatch watch = new StatusWatch(
                line, () -> answers.remove().status(), report -> shown.add(report.version()), answers::isEmpty, clock);
        return watch.show(INTERVAL);
    }
}
