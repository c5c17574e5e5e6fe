package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** {@value #SPARES} spares in a row. Kept in arrays: there may be millions. */
final class SparesPage implements Page {

    /** Spares of a page. */
    static final int SPARES = 251;

    static final int ENTRY_BYTES = 16;

    static final SparesPage EMPTY = new SparesPage(new byte[SPARES], new byte[SPARES], new long[SPARES], null);

    private static final byte FREE = 0;
    private static final byte PREPARED = 1;
    private static final byte COMMITTED = 2;
    private static final byte RETIRED = 3;

    private static final int AT_STATE = 6;
    private static final int AT_GENERATION = 7;
    private static final int AT_POISON = 8;
    private static final long UNIT_MASK = 0xFFFF_FFFF_FFFFL;

    private final byte[] states;
    private final byte[] generations;
    /** First sectors. */
    private final long[] units;
    /** Absent if there is none, which is usual. */
    private final long @Nullable [] poison;

    private SparesPage(byte[] states, byte[] generations, long[] units, long @Nullable [] poison) {
        this.states = states;
        this.generations = generations;
        this.units = units;
        this.poison = poison;
    }

    SpareRecord get(int index) {
        return switch (states[index]) {
            case PREPARED -> new SpareRecord.Prepared(claim(index));
            case COMMITTED -> new SpareRecord.Committed(claim(index));
            case RETIRED -> new SpareRecord.Retired();
            default -> new SpareRecord.Free();
        };
    }

    private SpareRecord.Claim claim(int index) {
        return new SpareRecord.Claim(
                new MappedSector(units[index]),
                Byte.toUnsignedInt(generations[index]),
                poison == null ? LostSectors.none() : LostSectors.ofMask(poison[index]));
    }

    boolean isFree(int index) {
        return states[index] == FREE;
    }

    boolean isRetired(int index) {
        return states[index] == RETIRED;
    }

    boolean isCommitted(int index) {
        return states[index] == COMMITTED;
    }

    /** Whether a unit has it; then {@link #unit} says which. */
    boolean isClaimed(int index) {
        return states[index] == PREPARED || states[index] == COMMITTED;
    }

    /** First sector of the unit that has it. */
    long unit(int index) {
        return units[index];
    }

    boolean sameEntry(int index, SparesPage other) {
        return states[index] == other.states[index]
                && units[index] == other.units[index]
                && generations[index] == other.generations[index];
    }

    /** This page with other records for some of its spares. */
    SparesPage with(Map<Integer, SpareRecord> changes) {
        long[] masks = poison == null ? new long[SPARES] : poison.clone();
        SparesPage changed = new SparesPage(states.clone(), generations.clone(), units.clone(), masks);
        changes.forEach(changed::put);
        return changed.compact();
    }

    private void put(int index, SpareRecord entry) {
        states[index] = state(entry);
        units[index] = entry.holder().map(claim -> claim.unit().number()).orElse(0L);
        generations[index] =
                entry.holder().map(claim -> (byte) claim.generation()).orElse((byte) 0);
        if (poison != null) {
            poison[index] = entry.holder().map(claim -> claim.poison().toMask()).orElse(0L);
        }
    }

    private static byte state(SpareRecord entry) {
        if (entry instanceof SpareRecord.Committed) {
            return COMMITTED;
        }
        if (entry instanceof SpareRecord.Prepared) {
            return PREPARED;
        }
        return entry instanceof SpareRecord.Retired ? RETIRED : FREE;
    }

    private SparesPage compact() {
        if (poison != null) {
            for (long mask : poison) {
                if (mask != 0) {
                    return this;
                }
            }
        }
        return new SparesPage(states, generations, units, null);
    }

    @Override
    public byte[] body() {
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < SPARES; index++) {
            int at = index * ENTRY_BYTES;
            out.putLong(at, units[index]);
            out.put(at + AT_STATE, states[index]);
            out.put(at + AT_GENERATION, generations[index]);
            out.putLong(at + AT_POISON, poison == null ? 0 : poison[index]);
        }
        return out.array();
    }

    static SparesPage decode(int number, byte[] body, Geometry geometry) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        SparesPage page = new SparesPage(new byte[SPARES], new byte[SPARES], new long[SPARES], new long[SPARES]);
        int first = (number - PageNumber.FIRST_SPARES) * SPARES;
        int spares = geometry.spares();
        boolean used = false;
        for (int index = 0; index < SPARES; index++) {
            if (in.getLong(index * ENTRY_BYTES) != 0 || in.getLong(index * ENTRY_BYTES + AT_POISON) != 0) {
                page.decodeEntry(in, index, first + index, first + index < spares, geometry);
                used = true;
            }
        }
        return used ? page.compact() : EMPTY;
    }

    private void decodeEntry(ByteBuffer in, int index, int spare, boolean exists, Geometry geometry) {
        int at = index * ENTRY_BYTES;
        states[index] = in.get(at + AT_STATE);
        generations[index] = in.get(at + AT_GENERATION);
        units[index] = in.getLong(at) & UNIT_MASK;
        long mask = in.getLong(at + AT_POISON);
        if (poison != null) {
            poison[index] = mask;
        }
        int unit = geometry.unitSectors();
        boolean claimed = isClaimed(index);
        // A free spare's entry is all zeros, and so does not come here.
        boolean possible = exists && (claimed || states[index] == RETIRED);
        boolean claimPossible = claimed
                ? units[index] < geometry.data().count()
                        && units[index] % unit == 0
                        && (unit == Geometry.MAX_UNIT || mask >>> unit == 0)
                : units[index] == 0 && generations[index] == 0 && mask == 0;
        if (!possible || !claimPossible) {
            throw new IllegalArgumentException("the entry of spare " + spare + ": state " + states[index] + ", unit at "
                    + units[index] + ", poison " + Long.toHexString(mask));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparesPage that && Arrays.equals(body(), that.body());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(units);
    }
}
