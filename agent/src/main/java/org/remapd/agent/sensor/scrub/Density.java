package org.remapd.agent.sensor.scrub;

/** How thickly a disk is sown with bad physical blocks, where it was read last. Pure. */
final class Density {

    /** What lies further back than this, 512 MiB, hardly counts any more. */
    private static final double MEMORY_SECTORS = 1 << 20;

    /** Nor does what lies further back than so many that are bad: behind a patch that is bad all through it is soon known that the disk is well. */
    private static final double MEMORY_BAD = 64;

    /** A disk is taken for one that had read so well before, 256 MiB; the more of it is seen to be bad, the less. */
    private static final double TRUST_SECTORS = 1 << 19;

    private final long physicalSectors;
    private double swept;
    private double bad;

    /** Nothing bad is known. */
    Density(long physicalSectors) {
        this.physicalSectors = physicalSectors;
    }

    /** So many sectors were read at once, or that failed: one block of them is bad at least. */
    void swept(long sectors, boolean failed) {
        double kept = Math.max(0, 1 - sectors / MEMORY_SECTORS);
        swept = swept * kept + sectors;
        bad *= kept;
        if (failed) {
            more();
        }
    }

    /** One more block is, of what failed where it was read last. */
    void more() {
        bad++;
        if (bad > MEMORY_BAD) {
            swept *= MEMORY_BAD / bad;
            bad = MEMORY_BAD;
        }
    }

    /** The part of the physical blocks that cannot be read, from 0 to 1. */
    double part() {
        return Math.min(1, bad * physicalSectors / (swept + TRUST_SECTORS / ((1 + bad) * (1 + bad))));
    }
}
