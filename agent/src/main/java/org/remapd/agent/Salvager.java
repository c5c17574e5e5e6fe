package org.remapd.agent;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.UnitData;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/**
 * Reads what can be read of a bad unit: all at once, in the smallest pieces that the drive takes, and as part of a longer
 * read, in turns, until it is whole or the policy's bounds are reached.
 */
final class Salvager {

    /** Sectors of the longer read: what a drive's firmware treats as a stream. */
    private static final long WIDE_SECTORS = 128;

    private final HealPolicy policy;
    private final Runnable asking;
    private final Clock clock;

    /** @param asking run before each read: each may take as long as the drive does */
    Salvager(HealPolicy policy, Runnable asking, Clock clock) {
        this.policy = policy;
        this.asking = asking;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param trouble what ended it early, if that says nothing about the medium: then sectors that are missing are not lost
     */
    record Outcome(UnitData data, Optional<IoResult.Failed> trouble) {}

    Outcome salvage(BlockDevice disk, SectorRange unit) {
        UnitData data = new UnitData((int) unit.count());
        long start = clock.nanos();
        Optional<IoResult.Failed> trouble = Optional.empty();
        for (int attempt = 0; attempt < policy.salvageAttempts() && !data.lost().isEmpty(); attempt++) {
            trouble = switch (attempt % 3) {
                case 0 -> take(disk, unit, unit, data);
                case 1 -> takePieces(disk, unit, data, start);
                default -> take(disk, around(disk, unit), unit, data);
            };
            if (trouble.isPresent() || overdue(start)) {
                break;
            }
        }
        return new Outcome(data, trouble);
    }

    private Optional<IoResult.Failed> takePieces(BlockDevice disk, SectorRange unit, UnitData data, long start) {
        int piece = disk.logicalBlockSize() / BlockDevice.SECTOR_BYTES;
        Optional<IoResult.Failed> trouble = Optional.empty();
        for (int at = 0; at < unit.count() && trouble.isEmpty() && !overdue(start); at += piece) {
            if (data.isLost(at)) {
                trouble = take(disk, new SectorRange(unit.first().plus(at), piece), unit, data);
            }
        }
        return trouble;
    }

    private boolean overdue(long start) {
        return clock.nanos() - start > policy.salvageBudget().toNanos();
    }

    /** Reads {@code range} and keeps what of it belongs to {@code unit}; a failure that is not about the medium. */
    private Optional<IoResult.Failed> take(BlockDevice disk, SectorRange range, SectorRange unit, UnitData data) {
        asking.run();
        ByteBuffer buffer = BlockDevice.buffer(range.count());
        if (disk.read(range, buffer) instanceof IoResult.Failed failed) {
            return Optional.of(failed).filter(failure -> !failure.error().mayBeMedium());
        }
        long from = Math.max(range.first().number(), unit.first().number());
        long to = Math.min(range.end().number(), unit.end().number());
        byte[] read = new byte[(int) (to - from) * BlockDevice.SECTOR_BYTES];
        buffer.get((int) (from - range.first().number()) * BlockDevice.SECTOR_BYTES, read);
        data.put((int) (from - unit.first().number()), read);
        return Optional.empty();
    }

    private static SectorRange around(BlockDevice disk, SectorRange unit) {
        long width = Math.max(WIDE_SECTORS, unit.count());
        long first = unit.first().number() / width * width;
        return SectorRange.of(first, Math.min(width, disk.sectors() - first));
    }
}
