package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.HandMove;
import org.remapd.agent.UnitStory;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Probe;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.fault.Trust;
import org.remapd.daemon.control.StoryReport;

/** What the agent knows, as {@code remapd explain --json} tells it. */
class StoryReportsTest {

    private static final Instant WHEN = Instant.parse("2026-11-21T08:00:00.123456Z");
    private static final MappedSector UNIT = new MappedSector(40);
    private static final SectorRange PLACE = SectorRange.of(2088, 8);
    private static final LostSectors LOST = LostSectors.ofMask(0b1000);
    private static final Cause CAUSE = new Cause("kernel log: I/O error", Trust.KERNEL_LOG_COMMAND);

    @Test
    void whereTheUnitIsAndHowItIs() {
        Fault fault = new Fault(
                UNIT, PLACE, CAUSE, 2, Fate.POISONED, "what could not be read is lost", LOST, WHEN, Optional.empty());
        HandMove.Place spare = new HandMove.Place("/dev/sdc", SectorRange.of(9000, 8));
        StoryReport report = StoryReports.of(
                "data",
                new MappedSector(43),
                new UnitStory(places(Optional.of(spare)), Optional.of(fault), new Story(List.of())));
        assertThat(report.sector()).isEqualTo(43);
        assertThat(report.unit()).isEqualTo(40);
        assertThat(report.original()).isEqualTo(new StoryReport.Place("/dev/sdb", 2088, 8));
        assertThat(report.spare()).isEqualTo(new StoryReport.Place("/dev/sdc", 9000, 8));
        assertThat(report.lost()).containsExactly(43L);
        assertThat(report.fault()).isEqualTo(StatusReports.fault(fault));
    }

    @Test
    void everyKindOfEventHasItsName() {
        List<StoryReport.Entry> entries = entries(
                new StoryEvent.Hint(PLACE, CAUSE, List.of("verbatim")),
                new StoryEvent.Look(PLACE, "it reads"),
                new StoryEvent.OnRecord(Fate.REMAPPED, "scrub: medium", LostSectors.none()),
                new StoryEvent.Begun(CAUSE),
                new StoryEvent.Again(),
                new StoryEvent.Step("stage on spare 0", "written, flushed and read back"),
                new StoryEvent.Waits("the breaker is open"),
                new StoryEvent.Watched("read harder"),
                new StoryEvent.Ended(Fate.POISONED, "what could not be read is lost", LOST),
                new StoryEvent.Omitted(12));
        assertThat(entries)
                .extracting(
                        StoryReport.Entry::kind,
                        StoryReport.Entry::text,
                        StoryReport.Entry::result,
                        StoryReport.Entry::source,
                        StoryReport.Entry::fate,
                        StoryReport.Entry::lost)
                .containsExactly(
                        tuple("hint", CAUSE.words(), null, "kernel-log-command", null, List.of()),
                        tuple("look", "it reads", null, null, null, List.of()),
                        tuple("on-record", "scrub: medium", null, null, "remapped", List.of()),
                        tuple("heal", CAUSE.words(), null, "kernel-log-command", null, List.of()),
                        tuple("again", "it is tried again", null, null, null, List.of()),
                        tuple("step", "stage on spare 0", "written, flushed and read back", null, null, List.of()),
                        tuple("waits", "the breaker is open", null, null, null, List.of()),
                        tuple("watched", "read harder", null, null, null, List.of()),
                        tuple("ended", "what could not be read is lost", null, null, "poisoned", List.of(43L)),
                        tuple("omitted", "12 events are left out here", null, null, null, List.of()));
        assertThat(entries.get(0).evidence()).containsExactly("verbatim");
        assertThat(entries.get(0).diskSector()).isEqualTo(2088);
        assertThat(entries.get(1).sectors()).isEqualTo(8);
        assertThat(entries).extracting(StoryReport.Entry::when).containsOnly("2026-11-21T08:00:00.123Z");
    }

    @Test
    void aProbeTellsWhatEachReadGaveAndWhetherTheDiskWasAlive() {
        IoResult failed = new IoResult.Failed(IoError.UNSPECIFIC, "pread: Input/output error");
        List<StoryReport.Entry> entries = entries(
                probe(true, failed, failed),
                probe(false, failed, failed),
                probe(true, failed, new IoResult.Ok()),
                probe(true, new IoResult.Ok()));
        assertThat(entries)
                .extracting(StoryReport.Entry::result, StoryReport.Entry::evidence)
                .containsExactly(
                        tuple(
                                "confirmed: it is bad",
                                List.of(
                                        "pread: Input/output error",
                                        "another place of the disk reads",
                                        "pread: Input/output error")),
                        tuple(
                                "inconclusive: no other place of the disk could be read either: pread: Input/output error",
                                List.of(
                                        "pread: Input/output error",
                                        "no other place of the disk reads",
                                        "pread: Input/output error")),
                        tuple(
                                "it reads",
                                List.of("pread: Input/output error", "another place of the disk reads", "it reads")),
                        tuple("it reads", List.of("it reads")));
    }

    private static StoryEvent probe(boolean alive, IoResult... reads) {
        return new StoryEvent.Probed(new Probe("/dev/sdb", PLACE, List.of(reads), alive));
    }

    private static List<StoryReport.Entry> entries(StoryEvent... events) {
        List<Story.Entry> story = List.of(events).stream()
                .map(event -> new Story.Entry(1, WHEN, event))
                .toList();
        return StoryReports.of(
                        "data", UNIT, new UnitStory(places(Optional.empty()), Optional.empty(), new Story(story)))
                .story();
    }

    private static UnitStory.Places places(Optional<HandMove.Place> spare) {
        return new UnitStory.Places(new MappedRange(UNIT, 8), new HandMove.Place("/dev/sdb", PLACE), spare, LOST);
    }
}
