package org.remapd.daemon.control;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.Fate;

/**
 * What {@code remapd status --json} prints: names as here, in lower case with underscores; absent is null. Sectors are of 512
 * bytes; {@code sector} is the remap device's numbering, {@code disk_sector} the disk's. Times are ISO 8601 in UTC.
 *
 * @param attention whether any device needs somebody to look at it
 */
public record StatusReport(String version, String since, boolean attention, List<Device> devices) {

    /**
     * A device that is configured or watched.
     *
     * @param state   {@code watched}, {@code missing} or {@code stopped}
     * @param reason  for a device that is not watched, why
     * @param copyNow signs that the disk is about to fail, in words
     */
    public record Device(
            String name,
            String state,
            @Nullable String reason,
            boolean attention,
            @Nullable String uuid,
            @Nullable Disk disk,
            @Nullable Long sectors,
            @Nullable Integer unitSectors,
            @Nullable Spares spares,
            @Nullable Metadata metadata,
            @Nullable Breaker breaker,
            @Nullable Io io,
            List<Fault> faults,
            List<BadPlace> elsewhere,
            @Nullable Totals totals,
            @Nullable Scrub scrub,
            @Nullable LastScrub lastScrub,
            List<LastScrub> scrubs,
            @Nullable String nextScrub,
            @Nullable Smart smart,
            List<String> copyNow) {

        /** How many faults somebody should still care for. */
        public long openFaults() {
            return faults.stream().filter(Fault::isOpen).count();
        }

        /** How many sectors could not be read and are lost, unless they have been written since. */
        public long lostSectors() {
            return faults.stream().mapToLong(fault -> fault.lost().size()).sum();
        }
    }

    /**
     * The disk below; model and serial as the drive names itself.
     *
     * @param dataSector where the remap device's first sector lies on it
     */
    public record Disk(
            String path, @Nullable String model, @Nullable String serial, long sectors, long dataSector) {}

    /**
     * Spares, in units.
     *
     * @param devices paths of the disks that hold nothing else
     * @param runway how long they will last; null if none was used lately
     */
    public record Spares(
            int total,
            int used,
            int retired,
            int free,
            List<String> devices,
            @Nullable Runway runway) {}

    /**
     * How long spares will last if it goes on as of late, in days.
     *
     * @param leastDays nineteen times out of twenty it is longer
     * @param mostDays  nineteen times out of twenty it is less
     * @param uses      spares that were used
     * @param overDays  in so many days
     */
    public record Runway(long days, long leastDays, long mostDays, int uses, long overDays) {}

    /**
     * remapd's own records on the disk.
     *
     * @param copies   how many there are
     * @param whole    how many of them are whole and current
     * @param readOnly why nothing can be recorded any more; absent as long as it can
     */
    public record Metadata(int copies, int whole, @Nullable String readOnly) {}

    /**
     * Whether the healing of a device is frozen.
     *
     * @param open  nothing is moved as long as it is
     * @param cause {@code not-alive}, {@code not-media}, {@code rate} or {@code by-hand}; absent if it is closed, as are the others
     * @param why   in words
     */
    public record Breaker(
            boolean open,
            @Nullable String cause,
            @Nullable String why,
            @Nullable String since) {}

    /** What the kernel target has counted since it was loaded. */
    public record Io(long reads, long sectorsRead, long writes, long sectorsWritten, long remapped, long failed) {}

    /**
     * A unit that was bad or said to be.
     *
     * @param sectors sectors of the unit
     * @param fate    {@code healthy-now}, {@code healed-in-place}, {@code remapped}, {@code poisoned} or {@code unhealed}
     * @param lost    the remap device's sectors that could not be read
     */
    public record Fault(
            long sector,
            long diskSector,
            long sectors,
            String fate,
            String reason,
            String cause,
            int hints,
            List<Long> lost,
            String since) {

        private static final Set<String> OPEN =
                Stream.of(Fate.values()).filter(Fate::open).map(Fate::label).collect(Collectors.toSet());

        /** Whether somebody should still care for it. */
        public boolean isOpen() {
            return OPEN.contains(fate);
        }
    }

    /**
     * Sectors that are bad and hold nobody's data.
     *
     * @param disk path of the disk that they are of: the one with the data, or a spare device
     */
    public record BadPlace(String disk, long diskSector, long sectors, String what) {}

    /** Since the daemon began to watch. */
    public record Totals(long hints, long dropped, long healthyNow, long remapped) {}

    /**
     * A scrub.
     *
     * @param state          {@code waiting} for its turn, {@code running}, {@code paused}, {@code finished}, {@code cancelled} or {@code failed}
     * @param unexamined     sectors in bad patches that it came to its end without, since they took too long
     * @param weak           sectors that were read twice, and slowly both times
     * @param bytesPerSecond of late
     * @param secondsLeft    null while nothing can be said
     * @param limit          bytes a second that it may read just now; null for no limit
     * @param pace           why, in words
     * @param silentSeconds  for how long the disk has not answered
     * @param verifies       whether the drive reads for itself, and hands over only what it says it cannot read
     */
    public record Scrub(
            String device,
            String state,
            @Nullable String reason,
            String started,
            long sectors,
            long done,
            long unreadable,
            long unexamined,
            long weak,
            long bytesPerSecond,
            @Nullable Long secondsLeft,
            @Nullable Long limit,
            @Nullable String pace,
            long silentSeconds,
            boolean verifies) {}

    /** A scrub that came to its end, here or on another machine: it is on record on the disk. */
    public record LastScrub(String started, String ended, long unreadable, long unexamined) {}

    /**
     * What the drive says of itself, by SMART.
     *
     * @param state    {@code passed}, {@code failing}, {@code asleep} or {@code unknown}
     * @param detail   in words: what it has counted and warns of, or why nothing is known
     * @param recovery if the drive may try longer to read a bad sector than the kernel waits for it: so, and what to do
     * @param health   by its last report, which may be from before it fell asleep or silent; absent if there is none
     */
    public record Smart(
            String state,
            @Nullable String detail,
            @Nullable String recovery,
            @Nullable Health health) {}

    /**
     * A drive's report on itself; what it does not tell is absent.
     *
     * @param asked  when
     * @param counts by what is counted, as {@code pending_sectors}; of a drive's life, not since remapd watches it
     * @param wearPercent  what is used up of the endurance that the maker vouches for; may exceed 100
     * @param sparePercent what is left of the drive's own spares
     * @param warnings in words
     * @param changes  of the counts, the newest last; of each the first is what it was when remapd first heard it, on this machine
     */
    public record Health(
            String asked,
            Map<String, Long> counts,
            @Nullable Integer wearPercent,
            @Nullable Integer sparePercent,
            @Nullable Integer spareThresholdPercent,
            @Nullable Integer celsius,
            @Nullable Long powerOnHours,
            List<String> warnings,
            List<Change> changes) {}

    /**
     * A count of the drive's that was not what it had been.
     *
     * @param since when that was heard
     * @param what  is counted, as in {@link Health#counts}
     */
    public record Change(String since, String what, long count) {}
}
