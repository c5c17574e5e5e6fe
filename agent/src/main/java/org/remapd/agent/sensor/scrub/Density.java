package org.remapd.agent.sensor.scrub;

/**
 * How thickly a disk is sown with bad places, where it was read last, and so how much of it is best read at once: large blocks are read
 * faster, but one that fails is read again by its pieces. Pure.
 */
final class Density {

    /** What lies further back than this, 2 GiB, hardly counts any more. */
    private static final double MEMORY_SECTORS = 1 << 22;

    private final long physicalSectors;
    private final long mostSectors;
    private final long leastSectors;
    private double swept = MEMORY_SECTORS;
    private double failures;

    /**
     * Nothing bad is known.
     *
     * @param mostSectors  to read at once; twice as many as a smaller size again and again, down to
     * @param leastSectors to read at once
     */
    Density(long physicalSectors, long mostSectors, long leastSectors) {
        this.physicalSectors = physicalSectors;
        this.mostSectors = mostSectors;
        this.leastSectors = Math.min(leastSectors, mostSectors);
    }

    /** A block of so many sectors was read, or failed. */
    void swept(long sectors, boolean failed) {
        double kept = Math.max(0, 1 - sectors / MEMORY_SECTORS);
        swept = swept * kept + sectors;
        failures = failures * kept + (failed ? 1 : 0);
    }

    /**
     * Sectors to read at once. Of n physical blocks, a part p of which are bad places, a read costs 1/n for each, and the pieces of what fails
     * p n/2; but reads of large blocks overlap, and pieces hardly do: that counts twice.
     */
    long blockSectors() {
        double bad = failures * physicalSectors / swept;
        long size = mostSectors;
        // Nearest to 2 / sqrt(bad), by ratio.
        while (size / 2 >= leastSectors && Math.pow((double) size / physicalSectors, 2) * bad > 8) {
            size /= 2;
        }
        return size;
    }
}
