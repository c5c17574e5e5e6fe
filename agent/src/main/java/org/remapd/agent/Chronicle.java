package org.remapd.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryBook;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;

/** What happens to the places and units of one device, told as it does, for whoever asks why. The owner tells; any thread may ask. */
final class Chronicle {

    private static final int HEARD_BYTES = 256 * 1024;
    private static final int TOLD_BYTES = 768 * 1024;

    private final MetadataStore store;
    private final Clock clock;
    private final StoryBook book = new StoryBook(HEARD_BYTES, TOLD_BYTES);

    Chronicle(MetadataStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Somebody named a place. */
    synchronized void heard(Observation hint) {
        book.heard(hint.where(), clock.now(), new StoryEvent.Hint(hint.where(), Cause.of(hint), hint.evidence()));
    }

    /** What came of a look at a place that was named. */
    synchronized void looked(SectorRange where, String came) {
        book.heard(where, clock.now(), new StoryEvent.Look(where, came));
    }

    /** Something was done about a unit. */
    void told(MappedSector unit, StoryEvent event) {
        told(unit, clock.now(), event);
    }

    /** So was this, at another time. */
    synchronized void told(MappedSector unit, Instant when, StoryEvent event) {
        book.told(unit, places(store.current(), unit), when, event);
    }

    /** All that is known of a unit. */
    Story of(MappedSector unit) {
        List<SectorRange> places = store.view(metadata -> places(metadata, unit));
        synchronized (this) {
            return book.of(unit, places);
        }
    }

    /** About how many bytes of memory all of it takes. */
    synchronized long weight() {
        return book.weight();
    }

    /** Where hints name a unit: on the data's disk. */
    private static List<SectorRange> places(Metadata metadata, MappedSector unit) {
        Optional<SectorRange> spare = metadata.spareOf(unit)
                .map(metadata.geometry()::spare)
                .filter(extent -> extent.member() == 0)
                .map(Extent::range);
        return Stream.concat(Stream.of(metadata.geometry().unitOnDisk(unit)), spare.stream())
                .toList();
    }
}
