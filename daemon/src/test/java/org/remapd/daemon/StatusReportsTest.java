package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Runway;
import org.remapd.agent.fault.SectorRange;

class StatusReportsTest {

    private static final Instant CREATED = Statuses.WELL.status().created();
    private static final Instant NOW = CREATED.plus(Duration.ofDays(60));

    @Test
    void aFewUsesOfSparesAreAllThatThereWereSinceTheDeviceWasMade() {
        assertThat(runway(20, Duration.ofDays(2))).hasValueSatisfying(left -> {
            assertThat(left.over()).isEqualTo(Duration.ofDays(60));
            assertThat(left.uses()).isEqualTo(20);
        });
    }

    @Test
    void ofVeryManyTheNewestAreKeptSoTheyAreOfTheTimeThatTheyTook() {
        assertThat(runway(1000, Duration.ofDays(2))).hasValueSatisfying(left -> {
            assertThat(left.over()).isEqualTo(Duration.ofHours(47));
            assertThat(left.likely()).as("for as many again").isCloseTo(Duration.ofDays(2), Duration.ofHours(1));
        });
    }

    @Test
    void aSingleBurstForetellsNothingHoweverLargeItIs() {
        assertThat(runway(1000, Duration.ofMinutes(10))).isEmpty();
    }

    /** Of a device with a thousand spares left, of which so many were used just now, in that time. */
    private static Optional<Runway> runway(int uses, Duration in) {
        Fault[] faults = IntStream.range(0, uses)
                .mapToObj(n -> moved(n, NOW.minus(in.multipliedBy(uses - n).dividedBy(uses))))
                .toArray(Fault[]::new);
        return StatusReports.runway(
                Statuses.WELL.freeSpares(1000).faults(faults).status(), NOW);
    }

    private static Fault moved(int n, Instant since) {
        return new Fault(
                new MappedSector(8L * n),
                new SectorRange(new DiskSector(2048 + 8L * n), 8),
                Cause.onRecord("on record"),
                1,
                Fate.REMAPPED,
                "because",
                LostSectors.ofMask(0),
                since,
                Optional.empty());
    }
}
