package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;

class ScrubSummaryTest {

    private static final Fault FAULT = Statuses.fault(8, Fate.POISONED, 1);

    @Test
    void whatTheScrubFoundIsListed() {
        assertThat(summary(FAULT.since().minus(Duration.ofMinutes(5))))
                .containsExactly(
                        "data: 1000 sectors read, 1 unreadable",
                        "  sector 8 (disk sector " + FAULT.onDisk() + "): poisoned, because; lost sectors 8");
    }

    @Test
    void whatWasKnownBeforeIsListedAsSuch() {
        assertThat(summary(FAULT.since().plus(Duration.ofMinutes(5))))
                .containsExactly(
                        "data: 1000 sectors read, 1 unreadable",
                        "  known before:",
                        "  sector 8 (disk sector " + FAULT.onDisk() + "): poisoned, because; lost sectors 8");
    }

    private static List<String> summary(Instant began) {
        ScrubProgress finished = new ScrubProgress(
                ScrubProgress.State.FINISHED,
                Optional.empty(),
                began,
                1000,
                1000,
                1,
                0,
                new ScrubCheckpoint(new DiskSector(1000), List.of()),
                Duration.ofSeconds(10),
                4096,
                Optional.empty(),
                new Speed(Speed.UNLIMITED, Why.FULL_SPEED),
                Duration.ZERO);
        return ScrubSummary.lines(
                "data",
                new ScrubAccount(finished, List.of()),
                Optional.of(Statuses.WELL.faults(FAULT).status()));
    }
}
