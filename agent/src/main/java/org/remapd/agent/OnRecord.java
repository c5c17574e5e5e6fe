package org.remapd.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;

/** What a device's metadata keep of faults, as it is told: by the next daemon, or without one. */
final class OnRecord {

    private static final String REASON = "on record";

    private OnRecord() {}

    /** How an earlier fault ended. */
    static Fault fault(Metadata metadata, Event event) {
        return fault(
                metadata, event.unit(), event.cause(), 1, event.fate(), event.lost(), event.when(), Optional.empty());
    }

    /**
     * One that is not healed.
     *
     * @param next when it is to be looked at; empty if nobody does
     */
    static Fault fault(Metadata metadata, OpenFault open, Optional<Instant> next) {
        boolean moved = metadata.spareOf(open.unit()).isPresent();
        Fate state = moved && !open.lost().isEmpty() ? Fate.POISONED : Fate.UNHEALED;
        return fault(metadata, open.unit(), open.cause(), open.hints(), state, open.lost(), open.since(), next);
    }

    private static Fault fault(
            Metadata metadata,
            MappedSector unit,
            String cause,
            int hints,
            Fate state,
            LostSectors lost,
            Instant since,
            Optional<Instant> next) {
        return new Fault(
                unit,
                metadata.geometry().unitOnDisk(unit),
                Cause.onRecord(cause),
                hints,
                state,
                REASON,
                lost,
                since,
                next);
    }

    /** The faults of a unit, oldest first; the open one, if there is one, comes last. */
    static List<Fault> faults(Metadata metadata, MappedSector unit) {
        List<Fault> faults = new ArrayList<>();
        metadata.history().stream()
                .filter(event -> event.unit().equals(unit))
                .map(event -> fault(metadata, event))
                .forEach(faults::add);
        metadata.fault(unit)
                .map(open -> fault(metadata, open, Optional.empty()))
                .ifPresent(faults::add);
        return faults;
    }

    /** Of such faults, which are all that is known. */
    static Story story(List<Fault> faults) {
        List<Story.Entry> entries = new ArrayList<>();
        for (Fault fault : faults) {
            entries.add(new Story.Entry(entries.size(), fault.since(), told(fault)));
        }
        return new Story(entries);
    }

    /** That it is there. */
    static StoryEvent told(Fault fault) {
        return new StoryEvent.OnRecord(fault.state(), fault.cause().words(), fault.lost());
    }
}
