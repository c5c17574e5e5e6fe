package org.remapd.agent.owner;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of partitions, from what {@code sfdisk --dump} prints. All in the sectors that it counts in, of {@code sectorBytes}.
 *
 * @param label     gpt, dos, or another that sfdisk knows
 * @param firstFree the first sector that a partition may have, and {@code lastFree} the last; the table lies outside. Only a gpt tells
 */
public record PartitionTable(String label, int sectorBytes, long firstFree, long lastFree, List<Partition> partitions) {

    /**
     * One of them.
     *
     * @param extended whether it is there for partitions within it
     */
    record Partition(int number, long start, long size, boolean extended) {
        boolean contains(long sector) {
            return sector >= start && sector - start < size;
        }
    }

    private static final Pattern HEAD = Pattern.compile("([a-z-]+): (\\S+)");

    /** A name that its owner gave comes last, and may look like anything. */
    private static final Pattern ENTRY =
            Pattern.compile("/\\S+?(\\d+) : start= *(\\d+), size= *(\\d+), type=([0-9A-Fa-f-]+).*");

    private static final Set<String> EXTENDED = Set.of("5", "f", "85");

    public PartitionTable {
        partitions = List.copyOf(partitions);
    }

    public static PartitionTable parse(String dump) {
        String label = "";
        int sectorBytes = 512;
        long firstFree = 1;
        long lastFree = Long.MAX_VALUE;
        List<Partition> partitions = new ArrayList<>();
        for (String line : dump.lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            Matcher head = HEAD.matcher(line);
            if (entry.matches()) {
                partitions.add(new Partition(
                        Integer.parseInt(entry.group(1)),
                        Long.parseLong(entry.group(2)),
                        Long.parseLong(entry.group(3)),
                        EXTENDED.contains(entry.group(4))));
            } else if (head.matches()) {
                switch (head.group(1)) {
                    case "label" -> label = head.group(2);
                    case "sector-size" -> sectorBytes = Integer.parseInt(head.group(2));
                    case "first-lba" -> firstFree = Long.parseLong(head.group(2));
                    case "last-lba" -> lastFree = Long.parseLong(head.group(2));
                    default -> {}
                }
            }
        }
        return new PartitionTable(label, sectorBytes, firstFree, lastFree, partitions);
    }

    /** Whose a sector is that no device of a partition has. */
    public Owner of(UpperSector place, String device) {
        long sector = place.inBlocksOf(sectorBytes);
        for (Partition partition : partitions) {
            if (!partition.extended() && partition.contains(sector)) {
                return new Owner.Unknown("it is in partition " + partition.number() + " of " + device
                        + ", for which there is no device: kpartx makes one (of the package kpartx)");
            }
        }
        if (sector < firstFree || sector > lastFree) {
            return new Owner.Metadata("the partition table (" + label + ")");
        }
        return partitions.stream().anyMatch(partition -> partition.extended() && partition.contains(sector))
                ? new Owner.Metadata("the extended partition's own table, or unused space in it")
                : new Owner.Free("space of " + device + " that no partition has");
    }
}
