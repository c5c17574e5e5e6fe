package org.remapd.agent.sensor.scrub;

/** How thickly a disk is sown with bad physical blocks, where it was read last, by what came of reads of many at once. Pure. */
final class Density {

    /** What lies further back than this, 512 MiB, hardly counts any more. */
    private static final double MEMORY_SECTORS = 1 << 20;

    /** A disk of which nothing is known is taken for one that has read so well so far: 256 MiB. */
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
        bad = bad * kept + (failed ? 1 : 0);
    }

    /** One more is, of what failed. */
    void more() {
        bad++;
    }

    /** The part of the physical blocks that cannot be read, from 0 to 1. */
    double part() {
        return Math.min(1, bad * physicalSectors / (swept + TRUST_SECTORS / (1 + bad)));
    }
}
