package org.remapd.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.device.BackgroundThreads;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.ReadBuffers;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.pace.Pacing;

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
        List<SectorRange> bad = Collections.synchronizedList(new ArrayList<>());
        Scrub scrub = new Scrub(
                handles(disk),
                ScrubPlan.of(SectorRange.of(0, disk.sectors()), List.of()),
                Scrub.begin(Clock.SYSTEM.now()),
                new ReadBuffers(),
                BLOCK_BYTES,
                Pacing.UNLIMITED,
                new BackgroundThreads("scan " + disk.path()),
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
                    + scrub.progress().reason().orElse("cancelled"));
        }
        return SectorRange.sorted(bad);
    }

    private static List<BlockDevice> handles(DirectDevice disk) throws AssemblyException {
        try {
            return Assembly.openForScrub(disk.path());
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The bad places that hold data of the remap device. */
    public List<SectorRange> inData(Geometry geometry) {
        return bad.stream()
                .filter(extent -> extent.member() == 0 && extent.range().overlaps(geometry.data()))
                .map(Extent::range)
                .toList();
    }

    /** With what somebody knows of the first disk already. */
    FirstScan and(List<SectorRange> known) {
        List<Extent> all = new ArrayList<>(bad);
        known.forEach(range -> all.add(new Extent(0, range)));
        return new FirstScan(all);
    }

    /** The spares that cannot be used. */
    BitSet badSpares(Geometry geometry) {
        BitSet spares = new BitSet();
        bad.stream()
                .filter(extent -> extent.member() != 0 || !geometry.data().overlaps(extent.range()))
                .flatMap(extent -> geometry.sparesAt(extent).stream())
                .forEach(spare -> spares.set(spare.number()));
        return spares;
    }

    /** First sectors of the units that cannot be read, in order. */
    long[] badUnits(Geometry geometry) {
        int unit = geometry.unitSectors();
        long data = geometry.data().first().number();
        return inData(geometry).stream()
                .flatMapToLong(
                        range -> sectors(range).filter(sector -> geometry.data().contains(new DiskSector(sector))))
                .map(sector -> (sector - data) / unit * unit)
                .sorted()
                .distinct()
                .toArray();
    }

    private static LongStream sectors(SectorRange range) {
        return LongStream.range(range.first().number(), range.end().number());
    }

    /**
     * What to record of a device that holds no data yet: bad spares are retired, and bad units are served from good ones and
     * read as errors until they are written, since nobody knows what they should hold. Made one by one: there may be many.
     *
     * @throws AssemblyException if there are not spares enough
     */
    Stream<Change> changes(Geometry geometry) throws AssemblyException {
        BitSet spares = badSpares(geometry);
        long[] units = badUnits(geometry);
        long needed = (long) units.length + spares.cardinality();
        if (needed > geometry.spares()) {
            throw new AssemblyException(units.length + " units of the data and " + spares.cardinality() + " of the "
                    + geometry.spares() + " spares cannot be read: nothing was written; more spares: --spares "
                    + 2L * needed);
        }
        LostSectors all = LostSectors.ofMask(-1L >>> (64 - geometry.unitSectors()));
        Stream<Change> retired = spares.stream().mapToObj(spare -> new Change.Retire(new Spare(spare)));
        BitSet taken = (BitSet) spares.clone();
        Stream<Change> mapped = Arrays.stream(units).mapToObj(unit -> {
            Spare spare = new Spare(taken.nextClearBit(0));
            taken.set(spare.number());
            return new Change.Commit(new MappedSector(unit), spare, all);
        });
        return Stream.concat(retired, mapped);
    }
}
