package org.remapd.agent.owner;

import java.util.List;
import java.util.Optional;

/**
 * How LVM divides one of its disks, from what {@code pvs --segments} prints for {@link #COLUMNS}, separated by {@code |} and in
 * sectors of 512 bytes.
 *
 * @param group      the volume group; empty for a disk that is in none
 * @param dataStart  what is before it is LVM's own
 * @param extent     sectors that LVM gives as one
 */
public record PhysicalVolume(String group, long dataStart, long extent, List<Segment> segments) {

    public static final String COLUMNS = "vg_name,pe_start,vg_extent_size,pvseg_start,pvseg_size,lv_name";

    /**
     * Extents in a row.
     *
     * @param volume the logical volume that has them; empty for nobody
     */
    record Segment(long first, long count, String volume) {}

    public PhysicalVolume {
        segments = List.copyOf(segments);
    }

    /** Empty if it is not understood. */
    public static Optional<PhysicalVolume> parse(String table) {
        try {
            List<String[]> rows = table.lines()
                    .map(line -> line.strip().split("\\|", -1))
                    .filter(row -> row.length == 6)
                    .toList();
            String[] head = rows.get(0);
            return Optional.of(new PhysicalVolume(
                    head[0],
                    Long.parseLong(head[1]),
                    Long.parseLong(head[2]),
                    rows.stream()
                            .map(row -> new Segment(Long.parseLong(row[3]), Long.parseLong(row[4]), row[5]))
                            .toList()));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whose a sector is that no active logical volume has. */
    public Owner of(UpperSector sector) {
        if (sector.number() < dataStart) {
            return new Owner.Metadata("LVM's label and metadata");
        }
        if (group.isEmpty() || extent == 0) {
            return new Owner.Free("space of LVM, in no volume group");
        }
        long number = (sector.number() - dataStart) / extent;
        for (Segment segment : segments) {
            if (number >= segment.first() && number - segment.first() < segment.count()) {
                return segment.volume().isEmpty() ? free() : inactive(segment.volume());
            }
        }
        return free();
    }

    private Owner free() {
        return new Owner.Free("free space of the volume group " + group);
    }

    private Owner inactive(String volume) {
        String name = group + "/" + volume;
        return new Owner.Unknown("it is in the logical volume " + name
                + ", which is not active, or is made of its place in a way that is not followed; lvchange --activate y "
                + name + " makes it active");
    }
}
