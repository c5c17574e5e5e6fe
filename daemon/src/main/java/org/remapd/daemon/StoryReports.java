package org.remapd.daemon;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.HandMove;
import org.remapd.agent.UnitStory;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Probe;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.fault.Trust;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.StoryReport;

/** From what the agent knows of a unit to what is reported. */
public final class StoryReports {

    private StoryReports() {}

    /** What is answered to somebody who asks for a sector. */
    public static Reply reply(String device, MappedSector sector, UnitStory known) {
        boolean attention = known.fault().filter(Fault::open).isPresent();
        return Reply.story(of(device, sector, known), attention);
    }

    static StoryReport of(String device, MappedSector sector, UnitStory known) {
        UnitStory.Places places = known.places();
        MappedSector unit = places.unit().first();
        return new StoryReport(
                device,
                sector.number(),
                unit.number(),
                places.unit().count(),
                place(places.original()),
                places.spare().map(StoryReports::place).orElse(null),
                lost(unit, places.lost()),
                known.fault().map(StatusReports::fault).orElse(null),
                known.story().entries().stream()
                        .map(entry -> entry(unit, entry))
                        .toList());
    }

    private static StoryReport.Place place(HandMove.Place place) {
        return new StoryReport.Place(
                place.disk(), place.sectors().first().number(), place.sectors().count());
    }

    private static List<Long> lost(MappedSector unit, LostSectors lost) {
        return lost.in(unit).stream().map(MappedSector::number).toList();
    }

    private static StoryReport.Entry entry(MappedSector unit, Story.Entry entry) {
        Told told = new Told(unit, entry.when());
        StoryEvent event = entry.event();
        if (event instanceof StoryEvent.Hint hint) {
            return told.said("hint", hint.cause().words(), hint.cause().trust(), hint.where(), hint.evidence());
        }
        if (event instanceof StoryEvent.Look look) {
            return told.said("look", look.came(), null, look.where(), List.of());
        }
        if (event instanceof StoryEvent.OnRecord record) {
            return told.ended("on-record", record.cause(), record.fate(), record.lost());
        }
        if (event instanceof StoryEvent.Begun begun) {
            return told.said("heal", begun.cause().words(), begun.cause().trust(), null, List.of());
        }
        if (event instanceof StoryEvent.Probed probed) {
            return told.probed(probed.probe());
        }
        if (event instanceof StoryEvent.Step step) {
            return told.done("step", step.what(), step.came());
        }
        if (event instanceof StoryEvent.Ended ended) {
            return told.ended("ended", ended.reason(), ended.fate(), ended.lost());
        }
        return inOneWord(told, event);
    }

    private static StoryReport.Entry inOneWord(Told told, StoryEvent event) {
        if (event instanceof StoryEvent.Waits waits) {
            return told.done("waits", waits.why(), null);
        }
        if (event instanceof StoryEvent.Watched watched) {
            return told.done("watched", watched.came(), null);
        }
        if (event instanceof StoryEvent.Omitted omitted) {
            return told.done("omitted", omitted.events() + " events are left out here", null);
        }
        return told.done("again", "it is tried again", null);
    }

    /** What entries of different kinds are made of. */
    private record Told(MappedSector unit, Instant when) {

        StoryReport.Entry said(
                String kind, String text, @Nullable Trust trust, @Nullable SectorRange where, List<String> evidence) {
            return entry(kind, text, null, trust == null ? null : trust.label(), null, where, List.of(), evidence);
        }

        StoryReport.Entry done(String kind, String text, @Nullable String result) {
            return entry(kind, text, result, null, null, null, List.of(), List.of());
        }

        StoryReport.Entry ended(String kind, String text, Fate fate, LostSectors lost) {
            return entry(kind, text, null, null, fate.label(), null, StoryReports.lost(unit, lost), List.of());
        }

        StoryReport.Entry probed(Probe probe) {
            List<String> reads = new ArrayList<>();
            probe.attempts().forEach(attempt -> reads.add(words(attempt)));
            if (!probe.attempts().get(0).ok()) {
                reads.add(
                        1,
                        probe.deviceAlive() ? "another place of the disk reads" : "no other place of the disk reads");
            }
            return entry(
                    "probe",
                    "read from " + probe.disk(),
                    words(probe.verdict()),
                    null,
                    null,
                    probe.where(),
                    List.of(),
                    reads);
        }

        private static String words(IoResult read) {
            return read instanceof IoResult.Failed failed ? failed.detail() : "it reads";
        }

        private static String words(Diagnosis verdict) {
            if (verdict instanceof Diagnosis.Inconclusive inconclusive) {
                return "inconclusive: " + inconclusive.why();
            }
            return verdict instanceof Diagnosis.Confirmed ? "confirmed: it is bad" : "it reads";
        }

        private StoryReport.Entry entry(
                String kind,
                String text,
                @Nullable String result,
                @Nullable String source,
                @Nullable String fate,
                @Nullable SectorRange where,
                List<Long> lost,
                List<String> evidence) {
            return new StoryReport.Entry(
                    when.truncatedTo(ChronoUnit.MILLIS).toString(),
                    kind,
                    text,
                    result,
                    source,
                    fate,
                    where == null ? null : where.first().number(),
                    where == null ? null : where.count(),
                    lost,
                    evidence);
        }
    }
}
