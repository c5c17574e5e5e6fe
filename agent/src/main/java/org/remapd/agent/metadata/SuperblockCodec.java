package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/** The body of a superblock; offsets count from the beginning of the body. */
final class SuperblockCodec {

    static final int AT_CREATED = 0;
    static final int AT_UNIT = 8;
    static final int AT_PAGES = 12;
    static final int AT_MEMBERS = 16;
    static final int AT_COPIES = 20;
    static final int AT_RUNS = 24;
    static final int AT_DATA = 32;
    static final int AT_NAME = 48;
    static final int AT_MEMBER = 176;
    static final int MEMBER_BYTES = 128;
    static final int AT_COPY = AT_MEMBER + Geometry.MAX_MEMBERS * MEMBER_BYTES;
    static final int COPY_BYTES = 24;
    static final int AT_RUN = AT_COPY + Geometry.MAX_COPIES * COPY_BYTES;
    static final int RUN_BYTES = 24;
    static final int AT_MOVED = AT_RUN + Geometry.MAX_RUNS * RUN_BYTES;
    static final int MOVED_BYTES = 4;

    private static final int IDENTITY_BYTES = MEMBER_BYTES - 16;
    private static final int BARE = 1;

    private SuperblockCodec() {}

    static byte[] encode(Superblock superblock) {
        Geometry geometry = superblock.geometry();
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(AT_CREATED, superblock.created().getEpochSecond());
        out.putInt(AT_UNIT, geometry.unitSectors());
        out.putInt(AT_PAGES, geometry.pages());
        out.putInt(AT_MEMBERS, geometry.members().size());
        out.putInt(AT_COPIES, geometry.copies().size());
        out.putInt(AT_RUNS, geometry.pool().size());
        putRange(out, AT_DATA, geometry.data());
        Words.put(out, AT_NAME, Superblock.NAME_BYTES, superblock.name());
        for (int i = 0; i < geometry.members().size(); i++) {
            Geometry.Member member = geometry.members().get(i);
            int at = AT_MEMBER + i * MEMBER_BYTES;
            out.putLong(at, member.sectors());
            out.putLong(at + 8, member.bare() ? BARE : 0);
            Words.put(out, at + 16, IDENTITY_BYTES, member.identity());
        }
        for (int i = 0; i < geometry.copies().size(); i++) {
            CopyArea copy = geometry.copies().get(i);
            int at = AT_COPY + i * COPY_BYTES;
            out.putLong(at, copy.member());
            out.putLong(at + 8, copy.superblock().number());
            out.putLong(at + 16, copy.area().number());
        }
        for (int i = 0; i < geometry.pool().size(); i++) {
            Extent run = geometry.pool().get(i);
            out.putLong(AT_RUN + i * RUN_BYTES, run.member());
            putRange(out, AT_RUN + i * RUN_BYTES + 8, run.range());
        }
        for (int copy = 0; copy < superblock.moved().size(); copy++) {
            List<Integer> moved = superblock.moved().get(copy);
            for (int i = 0; i < moved.size(); i++) {
                // 0 is the end of the list, so a place is its number and one.
                out.putInt(atMoved(copy, i), moved.get(i) + 1);
            }
        }
        return out.array();
    }

    private static int atMoved(int copy, int index) {
        return AT_MOVED + (copy * CopyArea.RESERVE + index) * MOVED_BYTES;
    }

    private static void putRange(ByteBuffer out, int at, SectorRange range) {
        out.putLong(at, range.first().number());
        out.putLong(at + 8, range.count());
    }

    /**
     * Takes the body of a sound block apart.
     *
     * @throws IllegalArgumentException if it says what cannot be
     */
    static Superblock decode(UUID device, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        List<Geometry.Member> members = new ArrayList<>();
        for (int i = 0; i < count(in, AT_MEMBERS, Geometry.MAX_MEMBERS); i++) {
            int at = AT_MEMBER + i * MEMBER_BYTES;
            members.add(new Geometry.Member(
                    in.getLong(at), in.getLong(at + 8) == BARE, Words.get(in, at + 16, IDENTITY_BYTES)));
        }
        List<CopyArea> copies = new ArrayList<>();
        for (int i = 0; i < count(in, AT_COPIES, Geometry.MAX_COPIES); i++) {
            int at = AT_COPY + i * COPY_BYTES;
            copies.add(new CopyArea(
                    Math.toIntExact(in.getLong(at)),
                    new DiskSector(in.getLong(at + 8)),
                    new DiskSector(in.getLong(at + 16))));
        }
        List<Extent> pool = new ArrayList<>();
        for (int i = 0; i < count(in, AT_RUNS, Geometry.MAX_RUNS); i++) {
            int at = AT_RUN + i * RUN_BYTES;
            pool.add(new Extent(Math.toIntExact(in.getLong(at)), range(in, at + 8)));
        }
        Geometry geometry =
                new Geometry(members, copies, range(in, AT_DATA), pool, in.getInt(AT_UNIT), in.getInt(AT_PAGES));
        List<List<Integer>> moved = new ArrayList<>();
        for (int copy = 0; copy < copies.size(); copy++) {
            moved.add(moved(in, copy, geometry));
        }
        return new Superblock(
                device,
                Words.get(in, AT_NAME, Superblock.NAME_BYTES),
                Times.of(in.getLong(AT_CREATED)),
                geometry,
                moved);
    }

    private static List<Integer> moved(ByteBuffer in, int copy, Geometry geometry) {
        List<Integer> moved = new ArrayList<>();
        for (int i = 0; i < CopyArea.RESERVE && in.getInt(atMoved(copy, i)) != 0; i++) {
            int place = in.getInt(atMoved(copy, i)) - 1;
            // One in reserve can only be replaced by a later one, so following them comes to an end.
            if (place < 0 || place >= 2 * geometry.pages() + i || moved.contains(place)) {
                throw new IllegalArgumentException("place " + place + " of copy " + copy + " has moved");
            }
            moved.add(place);
        }
        return moved;
    }

    private static int count(ByteBuffer in, int at, int most) {
        int count = in.getInt(at);
        if (count < 1 || count > most) {
            throw new IllegalArgumentException("a count of " + count);
        }
        return count;
    }

    private static SectorRange range(ByteBuffer in, int at) {
        return SectorRange.of(in.getLong(at), in.getLong(at + 8));
    }
}
