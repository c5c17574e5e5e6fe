package org.remapd.agent.sensor.scrub;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * Whether a drive can be believed when it says that it could read a place: there are some, and bridges to them, that say so and have not
 * looked. So it is asked for what a read has just failed on, and for what reads. A few requests, each as long as the drive takes.
 */
public final class VerifyTrial {

    private final BlockDevice disk;
    private final long blockSectors;

    /**
     * Of a disk.
     *
     * @param blockSectors what will be verified at once
     */
    public VerifyTrial(BlockDevice disk, long blockSectors) {
        this.disk = disk;
        this.blockSectors = blockSectors;
    }

    /**
     * Why it cannot be believed, for people; empty if it can.
     *
     * @param unreadable places that may be so; it takes one for that
     */
    public Optional<String> objection(List<SectorRange> unreadable) {
        return goodIsDenied(Function.identity())
                .or(() -> badIsUnknownOrPraised(unreadable))
                // Last, since it also tells that what failed before was the place and not the drive.
                .or(() -> goodIsDenied(this::around));
    }

    /** Of the places that read, one at least can be verified: another may lie beside a bad one. */
    private Optional<String> goodIsDenied(Function<SectorRange, SectorRange> whole) {
        List<SectorRange> good = ends().filter(place -> read(place).ok()).toList();
        List<IoResult> results =
                good.stream().map(whole).distinct().map(disk::verify).toList();
        if (results.isEmpty()) {
            return Optional.of("nothing can be read");
        }
        return results.stream().anyMatch(IoResult::ok)
                ? Optional.empty()
                : Optional.of("the drive does not verify what it reads (" + detail(results.get(0)) + ")");
    }

    private Optional<String> badIsUnknownOrPraised(List<SectorRange> unreadable) {
        return unreadable.stream()
                .map(disk::wholeBlocks)
                .filter(place -> isMedium(read(place)))
                .findFirst()
                .map(this::praised)
                .orElseGet(() -> Optional.of("no sector is known that cannot be read, to see whether the drive tells"));
    }

    private Optional<String> praised(SectorRange bad) {
        return Stream.of(bad, around(bad))
                .map(place -> praised(bad, disk.verify(place)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> praised(SectorRange bad, IoResult result) {
        if (isMedium(result)) {
            return Optional.empty();
        }
        return Optional.of(
                result.ok()
                        ? "the drive verifies disk sector " + bad + ", which cannot be read"
                        : "the drive does not say that disk sector " + bad + " cannot be read (" + detail(result)
                                + ")");
    }

    private static boolean isMedium(IoResult result) {
        return result instanceof IoResult.Failed failed && failed.error().mayBeMedium();
    }

    private static String detail(IoResult result) {
        return result instanceof IoResult.Failed failed ? failed.detail() : "";
    }

    private IoResult read(SectorRange place) {
        return disk.read(place, BlockDevice.buffer(place.count()));
    }

    /** The first, the middle and the last physical block. */
    private Stream<SectorRange> ends() {
        long last = disk.sectors() - 1;
        return LongStream.of(0, last / 2, last).mapToObj(sector -> disk.wholeBlocks(SectorRange.of(sector, 1)));
    }

    /** The whole block of a scrub in which a place begins. */
    private SectorRange around(SectorRange place) {
        long first = place.first().number() / blockSectors * blockSectors;
        return SectorRange.of(first, Math.min(blockSectors, disk.sectors() - first));
    }
}
