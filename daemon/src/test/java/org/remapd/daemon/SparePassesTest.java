package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.ScrubProgress.State;

/** The spare devices of one scrub have their turns, whatever becomes of one of them. */
class SparePassesTest {

    private static final Instant STARTED = Instant.parse("2026-11-22T02:10:00Z");

    private final List<String> happened = new ArrayList<>();

    /** While it reads, that happens which is to happen then. */
    private final class Told implements SparePasses.Pass {

        private final String disk;
        private final Runnable meanwhile;
        private State state = State.RUNNING;

        Told(String disk, Runnable meanwhile) {
            this.disk = disk;
            this.meanwhile = meanwhile;
        }

        @Override
        public ScrubProgress run() {
            happened.add("run " + disk);
            meanwhile.run();
            state = state == State.RUNNING ? State.FINISHED : state;
            return progress();
        }

        @Override
        public ScrubProgress progress() {
            return ScrubProgress.untouched(state, Optional.empty(), STARTED, 100);
        }

        @Override
        public void cancel() {
            state = state == State.RUNNING ? State.CANCELLED : state;
        }

        @Override
        public void pause(boolean still) {
            happened.add((still ? "pause " : "go on ") + disk);
        }
    }

    /** Nobody else is to see that a thread was interrupted here. */
    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void theyComeOneAfterTheOther() {
        SparePasses passes = passes(disk("sdb"), disk("sdc"));
        assertThat(states(passes)).containsExactly(State.RUNNING, State.RUNNING);

        passes.run();

        assertThat(happened).containsExactly("go on sdb", "run sdb", "go on sdc", "run sdc");
        assertThat(states(passes)).containsExactly(State.FINISHED, State.FINISHED);
    }

    @Test
    void oneThatCannotBeOpenedIsNamedAndTheOthersAreRead() {
        SparePasses.Disk gone = new SparePasses.Disk("sdb", 100, () -> {
            throw new IOException("no such device");
        });
        SparePasses passes = passes(gone, disk("sdc"));

        passes.run();

        assertThat(states(passes)).containsExactly(State.FAILED, State.FINISHED);
        assertThat(passes.now().get(0).disk()).isEqualTo("sdb");
        assertThat(passes.now().get(0).progress().reason()).contains("no such device");
    }

    @Test
    void whenItIsCancelledTheOneThatReadsEndsAndNoOtherBegins() {
        List<SparePasses> self = new ArrayList<>();
        SparePasses passes = passes(disk("sdb"), disk("sdc", () -> self.get(0).cancel()), disk("sdd"));
        self.add(passes);

        passes.run();

        assertThat(happened).contains("run sdc").doesNotContain("run sdd");
        assertThat(states(passes)).containsExactly(State.FINISHED, State.CANCELLED, State.CANCELLED);
    }

    @Test
    void whatWasCancelledBeforeItsTurnNeverBegins() {
        SparePasses passes = passes(disk("sdb"));
        passes.cancel();

        passes.run();

        assertThat(happened).isEmpty();
        assertThat(states(passes)).containsExactly(State.CANCELLED);
    }

    @Test
    void whoIsInterruptedOpensNoOther() {
        SparePasses passes = passes(disk("sdb", () -> Thread.currentThread().interrupt()), disk("sdc"));

        passes.run();

        assertThat(happened).doesNotContain("run sdc");
        assertThat(states(passes)).containsExactly(State.FINISHED, State.CANCELLED);
    }

    @Test
    void oneThatStandsStillMakesTheNextStandStillUntilItIsToldOtherwise() {
        List<SparePasses> self = new ArrayList<>();
        SparePasses passes = new SparePasses(
                List.of(
                        disk("sdb", () -> self.get(0).pause(false)),
                        disk("sdc", () -> self.get(0).pause(true))),
                STARTED,
                true);
        self.add(passes);

        passes.run();

        assertThat(happened.subList(0, 5)).containsExactly("pause sdb", "run sdb", "go on sdb", "go on sdc", "run sdc");
        assertThat(happened).contains("pause sdc");
    }

    private static List<State> states(SparePasses passes) {
        return passes.now().stream().map(pass -> pass.progress().state()).toList();
    }

    private static SparePasses passes(SparePasses.Disk... disks) {
        return new SparePasses(List.of(disks), STARTED, false);
    }

    private SparePasses.Disk disk(String path) {
        return disk(path, () -> {});
    }

    private SparePasses.Disk disk(String path, Runnable meanwhile) {
        return new SparePasses.Disk(path, 100, () -> new Told(path, meanwhile));
    }
}
