package org.remapd.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a volatile cache, of which only those sectors are known that were ever written: what a cut of the power could
 * leave of it.
 */
final class CutDisk {

    private final Map<Long, byte[]> flushed = new TreeMap<>();
    private final List<WriteRecord.Write> cached = new ArrayList<>();

    void write(WriteRecord.Write write) {
        cached.add(write);
    }

    void flush() {
        flushed.putAll(withAllOfTheCache());
        cached.clear();
    }

    boolean hasCached() {
        return !cached.isEmpty();
    }

    /** All that was written arrived. */
    Map<Long, byte[]> withAllOfTheCache() {
        return with(1, new Random(0));
    }

    /** Of the sectors in the cache some arrived, drawn by lot: so writes are torn, lost, and overtaken by later ones. */
    Map<Long, byte[]> withSomeOfTheCache(Random random) {
        return with(random.nextDouble(), random);
    }

    private Map<Long, byte[]> with(double share, Random random) {
        Map<Long, byte[]> sectors = new TreeMap<>(flushed);
        for (WriteRecord.Write write : cached) {
            for (int i = 0; i < write.sectors().size(); i++) {
                if (write.durable() || random.nextDouble() < share) {
                    sectors.put(write.sector() + i, write.sectors().get(i));
                }
            }
        }
        return sectors;
    }
}
