package org.remapd.agent.metadata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What there is to know before anything else can be read. Immutable.
 *
 * @param device  the remap device, for ever
 * @param name    what it is called when nobody says otherwise
 * @param created to the second
 * @param moved   for each copy the places of its area that went bad; the nth is replaced by the nth in reserve
 */
public record Superblock(UUID device, String name, Instant created, Geometry geometry, List<List<Integer>> moved) {

    /** Bytes of a name, in UTF-8. */
    public static final int NAME_BYTES = 128;

    public Superblock {
        moved = moved.stream().map(List::copyOf).toList();
        if (moved.size() != geometry.copies().size()) {
            throw new IllegalArgumentException("moved places of " + moved.size() + " copies");
        }
    }

    /**
     * Reads the body of a block.
     *
     * @throws IllegalArgumentException if it says what cannot be
     * @throws ArithmeticException likewise
     */
    public static Superblock of(Block block) {
        return SuperblockCodec.decode(block.device(), block.body());
    }

    /** As the body of a block. */
    public byte[] body() {
        return SuperblockCodec.encode(this);
    }

    public static Superblock fresh(UUID device, String name, Instant created, Geometry geometry) {
        List<List<Integer>> none =
                geometry.copies().stream().map(copy -> List.<Integer>of()).toList();
        return new Superblock(device, name, Instant.ofEpochSecond(created.getEpochSecond()), geometry, none);
    }

    /** Where the first or second place of a page is in a copy, moved or not. */
    public Location place(int copy, int page, int place) {
        CopyArea area = geometry.copies().get(copy);
        return area.place(follow(copy, place * geometry.pages() + page));
    }

    private int follow(int copy, int place) {
        int at = moved.get(copy).indexOf(place);
        return at < 0 ? place : follow(copy, 2 * geometry.pages() + at);
    }

    /** Whether any page of this copy has moved. */
    public boolean hasMoved(int copy) {
        return !moved.get(copy).isEmpty();
    }

    /** Whether a copy has a place left in reserve. */
    public boolean canMove(int copy) {
        return moved.get(copy).size() < CopyArea.RESERVE;
    }

    /** The same with one of a page's places replaced by the next in reserve. */
    public Superblock moving(int copy, int page, int place) {
        int bad = follow(copy, place * geometry.pages() + page);
        List<List<Integer>> more = new ArrayList<>(moved);
        List<Integer> ofCopy = new ArrayList<>(moved.get(copy));
        ofCopy.add(bad);
        more.set(copy, ofCopy);
        return new Superblock(device, name, created, geometry, more);
    }

    /** The same with another geometry, which has more of everything: copies, runs of spares, disks. */
    public Superblock grown(Geometry larger) {
        List<List<Integer>> more = new ArrayList<>(moved);
        while (more.size() < larger.copies().size()) {
            more.add(List.of());
        }
        return new Superblock(device, name, created, larger, more);
    }

    public Superblock named(String newer) {
        return new Superblock(device, newer, created, geometry, moved);
    }
}
