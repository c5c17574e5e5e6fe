package org.remapd.agent;

import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
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

    private final BlockDevice disk;
    private final HealPolicy policy;
    private final Clock clock;

    Salvager(BlockDevice disk, HealPolicy policy, Clock clock) {
        this.disk = disk;
        this.policy = policy;
        this.clock = clock;
    }

    UnitData salvage(SectorRange unit) {
        UnitData data = new UnitData((int) unit.count());
        long end = clock.nanos() + policy.salvageBudget().toNanos();
        boolean present = true;
        for (int attempt = 0;
                attempt < policy.salvageAttempts() && present && !data.lost().isEmpty();
                attempt++) {
            present = switch (attempt % 3) {
                case 0 -> take(unit, unit, data);
                case 1 -> takePieces(unit, data, end);
                default -> take(around(unit), unit, data);
            };
            if (clock.nanos() > end) {
                break;
            }
        }
        return data;
    }

    private boolean takePieces(SectorRange unit, UnitData data, long end) {
        int piece = disk.logicalBlockSize() / BlockDevice.SECTOR_BYTES;
        for (int at = 0; at < unit.count() && clock.nanos() <= end; at += piece) {
            if (data.isLost(at) && !take(new SectorRange(unit.first().plus(at), piece), unit, data)) {
                return false;
            }
        }
        return true;
    }

    /** Reads {@code range} and keeps what of it belongs to {@code unit}; false if the device is gone. */
    private boolean take(SectorRange range, SectorRange unit, UnitData data) {
        ByteBuffer buffer = BlockDevice.buffer(range.count());
        if (disk.read(range, buffer) instanceof IoResult.Failed failed) {
            return failed.error() != IoError.GONE;
        }
        long from = Math.max(range.first().number(), unit.first().number());
        long to = Math.min(range.end().number(), unit.end().number());
        byte[] read = new byte[(int) (to - from) * BlockDevice.SECTOR_BYTES];
        buffer.get((int) (from - range.first().number()) * BlockDevice.SECTOR_BYTES, read);
        data.put((int) (from - unit.first().number()), read);
        return true;
    }

    private SectorRange around(SectorRange unit) {
        long width = Math.max(WIDE_SECTORS, unit.count());
        long first = unit.first().number() / width * width;
        return SectorRange.of(first, Math.min(width, disk.sectors() - first));
    }
}
