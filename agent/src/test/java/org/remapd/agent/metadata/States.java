package org.remapd.agent.metadata;

import java.util.BitSet;
import java.util.Random;
import java.util.UUID;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** States to test with. */
public final class States {

    public static final UUID DEVICE = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");

    private States() {}

    public static Metadata fresh(long diskSectors, int unit, int spares) {
        return Metadata.fresh(
                DEVICE, "remap0", Geometry.fresh(diskSectors, unit, spares).orElseThrow());
    }

    public static LostSectors lost(int... offsets) {
        BitSet bits = new BitSet();
        for (int offset : offsets) {
            bits.set(offset);
        }
        return LostSectors.of(bits);
    }

    public static Metadata random(Random random) {
        int unit = 1 << random.nextInt(8);
        int spares = 1 + random.nextInt(300);
        long disk = 2 * Geometry.RESERVED_SECTORS + (long) (spares + 2 + random.nextInt(2000)) * Math.max(unit, 8);
        Metadata state = Metadata.fresh(
                        new UUID(random.nextLong(), random.nextLong()),
                        "n\u00e4me-" + random.nextInt(),
                        Geometry.fresh(disk, unit, spares).orElseThrow())
                .numbered(Math.abs(random.nextLong() >> 1));
        long units = state.geometry().data().count() / unit;
        for (int spare = 0; spare < spares; spare++) {
            MappedSector at = new MappedSector(random.nextLong(units) * unit);
            int kind = random.nextInt(4);
            if (kind == 0) {
                state = state.withRetired(new Spare(spare));
            } else if (kind == 1) {
                state = state.with(at, new UnitRecord.Mapped(new Spare(spare)));
            } else if (kind == 2) {
                state = state.with(at, new UnitRecord.Lost(lost(random.nextInt(unit), random.nextInt(unit))));
            }
        }
        return state;
    }
}
