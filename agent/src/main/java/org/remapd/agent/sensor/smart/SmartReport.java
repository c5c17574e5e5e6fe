package org.remapd.agent.sensor.smart;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Trust;

/**
 * What a drive says of itself. Whatever it does not say is null, or missing from its collection.
 *
 * @param wwn the World Wide Name as in {@code /dev/disk/by-id/wwn-*}: {@code 0x5000c500a1b2c3d4}
 * @param sectors the capacity in 512 bytes
 * @param logicalBlockBytes what the drive addresses: 512 or 4096
 * @param solidState null if it does not say
 * @param passed the drive's own verdict; true says nothing, for it counts by thresholds that are never reached
 * @param wearPercent of the endurance the maker vouches for; may exceed 100
 * @param sparePercent of the spares it had when new
 * @param badPlaces what its logs name, in 512-byte sectors, each place once, the most trusted source first
 * @param statuses of smartctl's exit status
 * @param messages of smartctl
 */
public record SmartReport(
        Protocol protocol,
        @Nullable String model,
        @Nullable String serial,
        @Nullable String wwn,
        @Nullable Long sectors,
        int logicalBlockBytes,
        @Nullable Integer physicalBlockBytes,
        @Nullable Boolean solidState,
        @Nullable Boolean passed,
        @Nullable Integer celsius,
        @Nullable Long powerOnHours,
        Map<SmartCount, Long> counts,
        @Nullable Integer wearPercent,
        @Nullable Integer sparePercent,
        @Nullable Integer spareThresholdPercent,
        @Nullable ErrorRecovery errorRecovery,
        List<BadPlace> badPlaces,
        Set<Warning> warnings,
        Set<ExitStatus> statuses,
        List<String> messages) {

    public SmartReport {
        counts = Map.copyOf(counts);
        badPlaces = List.copyOf(badPlaces);
        warnings = Set.copyOf(warnings);
        statuses = Set.copyOf(statuses);
        messages = List.copyOf(messages);
    }

    /** Whose report it is. */
    public DriveIdentity drive() {
        return new DriveIdentity(model, serial, wwn);
    }

    /** What a later report is compared with. */
    public SmartLevels levels() {
        return new SmartLevels(counts, wearPercent, sparePercent);
    }

    /** How the drive is spoken to. */
    public enum Protocol {
        ATA,
        NVME,
        SCSI
    }

    /**
     * A place that a log of the drive names as unreadable or unwritable: a logical block, in sectors, or where a test of some more gave up.
     *
     * @param entry what tells an entry of the log from a later one about the same place: its number there, or its time; 0 without
     */
    public record BadPlace(SectorRange where, Source source, long entry) {}

    /** Which log named a place, the most trusted first. */
    public enum Source {
        /** The drive's list of what it could not read: ATA General Purpose log 0x0c, SCSI log page 0x15/0x01. */
        PENDING_DEFECTS("pending defects", Trust.PENDING_DEFECTS),
        /** Uncorrectable errors among the last commands that failed: ATA extended comprehensive, NVMe. */
        ERROR_LOG("error log", Trust.ERROR_LOG),
        /** The drive's scan in the background: SCSI log page 0x15. */
        BACKGROUND_SCAN("background scan", Trust.BACKGROUND_SCAN),
        /** Where a self-test gave up: the first bad place, not the only one. */
        SELF_TEST("self-test", Trust.SELF_TEST),
        /** What the drive could not find, ATA's IDNF: an address that does not exist, or a sector whose header it cannot read. */
        ADDRESS_NOT_FOUND("address not found", Trust.ERROR_LOG);

        private final String words;
        private final Trust trust;

        Source(String words, Trust trust) {
            this.words = words;
            this.trust = trust;
        }

        /** Whether it tells of the medium. */
        public boolean isOfMedium() {
            return this != ADDRESS_NOT_FOUND;
        }

        public String words() {
            return words;
        }

        public Trust trust() {
            return trust;
        }
    }

    /**
     * How long the drive tries a sector before it gives up (SCT ERC).
     *
     * @param limit null if it tries for as long as it likes, often minutes
     */
    public record ErrorRecovery(@Nullable Duration limit) {

        /** Drives that try as long as they like have come to an end by then. */
        private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

        static ErrorRecovery longer(ErrorRecovery one, ErrorRecovery other) {
            if (one.limit == null || other.limit == null) {
                return new ErrorRecovery(null);
            }
            return one.limit.compareTo(other.limit) >= 0 ? one : other;
        }

        /** Whether a bad sector shows as a timeout, and a reset, to a kernel that waits {@code kernelTimeout}. */
        public boolean mayOutlast(Duration kernelTimeout) {
            return limit == null ? kernelTimeout.compareTo(LONG_ENOUGH) < 0 : limit.compareTo(kernelTimeout) >= 0;
        }

        /** What is wrong with that, and what to do, in words; empty if nothing is. */
        public Optional<String> warning(String disk, Duration kernelTimeout) {
            return mayOutlast(kernelTimeout)
                    ? Optional.of("the drive may try to read a bad sector "
                            + (limit == null ? "as long as it likes" : "for " + limit.toSeconds() + " s")
                            + ", and the kernel resets it after " + kernelTimeout.toSeconds()
                            + " s: smartctl -l scterc,70,70 /dev/" + disk
                            + "; if the drive cannot do that: echo 180 > /sys/block/" + disk + "/device/timeout")
                    : Optional.empty();
        }
    }

    /** What somebody should be told, beside counts and places. */
    public enum Warning {
        /** NVMe critical warning, bit 0. */
        SPARE_BELOW_THRESHOLD("the drive's own spares are below their threshold"),
        /** NVMe critical warning, bit 1. */
        TEMPERATURE("the drive is too hot, or too cold"),
        /** NVMe critical warning, bit 2. */
        RELIABILITY_DEGRADED("the drive says that it has become unreliable"),
        /** NVMe critical warning, bit 3: all writes fail from now on. */
        MEDIA_READ_ONLY("the drive takes no more writes"),
        /** NVMe critical warning, bit 4. */
        VOLATILE_MEMORY_BACKUP_FAILED("what is in the drive's memory does not survive a power cut any more"),
        /** NVMe critical warning, bit 5. */
        PERSISTENT_MEMORY_UNRELIABLE("the drive's persistent memory region has become unreliable"),
        /** The drive has more pending defects than it named. */
        DEFECTS_NOT_ALL_NAMED("the drive has more pending sectors than it names"),
        /** ATA's IDNF, within the disk. */
        ADDRESS_NOT_FOUND("the drive did not find a sector that it has (IDNF)");

        private final String words;

        Warning(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** The bits of smartctl's exit status, in order (smartctl(8), "EXIT STATUS"); from the fourth on they are about the disk. */
    public enum ExitStatus {
        BAD_COMMAND_LINE,
        OPEN_FAILED,
        COMMAND_FAILED,
        DISK_FAILING,
        ATTRIBUTE_BELOW_THRESHOLD,
        ATTRIBUTE_WAS_BELOW_THRESHOLD,
        ERRORS_LOGGED,
        SELF_TEST_ERRORS_LOGGED;

        static Set<ExitStatus> of(long bits) {
            Set<ExitStatus> set = EnumSet.noneOf(ExitStatus.class);
            long left = bits;
            for (ExitStatus status : values()) {
                if ((left & 1) != 0) {
                    set.add(status);
                }
                left >>= 1;
            }
            return set;
        }
    }
}
