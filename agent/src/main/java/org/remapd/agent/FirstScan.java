package org.remapd.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.Pace;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;

/**
 * What was found by reading the whole surface of disks before anything was entrusted to them.
 *
 * @param bad what could not be read
 */
public record FirstScan(List<Extent> bad) {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final long PROGRESS_MILLIS = 300;

    public FirstScan {
        bad = List.copyOf(bad);
    }

    /** Takes how far the scan of a disk is. */
    public interface Progress {
        void show(String path, ScrubProgress progress);
    }

    /** Of nothing. */
    static FirstScan none() {
        return new FirstScan(List.of());
    }

    /** Reads all of these disks. */
    static FirstScan of(List<DirectDevice> disks, Progress progress) throws AssemblyException {
        List<Extent> bad = new ArrayList<>();
        for (int member = 0; member < disks.size(); member++) {
            DirectDevice disk = disks.get(member);
            for (SectorRange range : read(disk, now -> progress.show(disk.path(), now))) {
                bad.add(new Extent(member, range));
            }
        }
        return new FirstScan(bad);
    }

    private static List<SectorRange> read(DirectDevice disk, Consumer<ScrubProgress> progress)
            throws AssemblyException {
        List<SectorRange> bad = new ArrayList<>();
        Scrub scrub = new Scrub(
                disk,
                ScrubPlan.of(SectorRange.of(0, disk.sectors()), List.of()),
                BLOCK_BYTES,
                new Pace(0, Clock.SYSTEM),
                Clock.SYSTEM,
                found -> bad.add(found.where()));
        Thread reading = new Thread(scrub::run, "scan " + disk.path());
        reading.setDaemon(true);
        reading.start();
        try {
            while (reading.isAlive()) {
                progress.accept(scrub.progress());
                reading.join(PROGRESS_MILLIS);
            }
        } catch (InterruptedException e) {
            scrub.cancel();
            Thread.currentThread().interrupt();
            throw new AssemblyException(disk.path() + ": interrupted", e);
        }
        progress.accept(scrub.progress());
        if (scrub.progress().state() != ScrubProgress.State.FINISHED) {
            throw new AssemblyException(disk.path() + ": it could not be read to its end: "
                    + scrub.progress().why().orElse("cancelled"));
        }
        return bad;
    }

    /** The bad places that hold data of the remap device. */
    public List<SectorRange> inData(Geometry geometry) {
        return bad.stream()
                .filter(extent -> extent.member() == 0 && extent.range().overlaps(geometry.data()))
                .map(Extent::range)
                .toList();
    }

    /**
     * What to record of a device that holds no data yet: bad spares are retired, and bad units are served from good ones and
     * read as errors until they are written, since nobody knows what they should hold.
     *
     * @throws AssemblyException if there are not spares enough
     */
    List<Change> changes(Geometry geometry) throws AssemblyException {
        NavigableSet<Spare> badSpares = new TreeSet<>();
        NavigableSet<MappedSector> badUnits = new TreeSet<>();
        for (Extent extent : bad) {
            for (long at = 0; at < extent.range().count(); at++) {
                long sector = extent.range().first().number() + at;
                geometry.spareAt(extent.member(), extent.range().first().plus(at))
                        .ifPresent(badSpares::add);
                if (extent.member() == 0
                        && geometry.data().contains(extent.range().first().plus(at))) {
                    long unit = (sector - geometry.data().first().number()) / geometry.unitSectors();
                    badUnits.add(new MappedSector(unit * geometry.unitSectors()));
                }
            }
        }
        if (badUnits.size() + badSpares.size() > geometry.spares()) {
            throw new AssemblyException(badUnits.size() + " units of the data and " + badSpares.size() + " of the "
                    + geometry.spares() + " spares cannot be read: nothing was written; more spares: --spares "
                    + 2L * (badUnits.size() + badSpares.size()));
        }
        List<Change> changes = badSpares.stream().map(Change.Retire::new).collect(Collectors.toList());
        int next = 0;
        LostSectors all = LostSectors.ofMask(-1L >>> (64 - geometry.unitSectors()));
        for (MappedSector unit : badUnits) {
            Optional<Spare> spare = Optional.empty();
            while (spare.isEmpty()) {
                spare = Optional.of(new Spare(next++)).filter(free -> !badSpares.contains(free));
            }
            changes.add(new Change.Commit(unit, spare.get(), all));
        }
        return changes;
    }
}
