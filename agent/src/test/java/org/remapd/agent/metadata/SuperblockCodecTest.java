package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.twin.Seeds;

class SuperblockCodecTest {

    private static final Superblock SMALL = States.fresh(100_000, 8, 300);

    @Test
    void whatIsEncodedIsDecodedToTheSame() {
        Seeds.each(300, random -> {
            Geometry geometry = LayoutTest.random(random);
            Superblock superblock =
                    Superblock.fresh(States.DEVICE, "n\u00e4me-" + random.nextInt(), States.CREATED, geometry);
            for (int moves = random.nextInt(20); moves > 0; moves--) {
                int copy = random.nextInt(geometry.copies().size());
                superblock = superblock.moving(copy, random.nextInt(geometry.pages()), random.nextInt(2));
            }
            assertThat(decode(superblock.body())).isEqualTo(superblock);
            assertThat(decode(superblock.body()).body()).isEqualTo(superblock.body());
        });
    }

    @Test
    void aPlaceThatMovesAgainAndAgainIsFoundInTheReserve() {
        Superblock moved = SMALL;
        for (int times = 0; times < CopyArea.RESERVE; times++) {
            assertThat(moved.canMove(1)).isTrue();
            moved = moved.moving(1, 35, 1);
        }
        assertThat(moved.canMove(1)).isFalse();
        CopyArea copy = SMALL.geometry().copies().get(1);
        int places = 2 * SMALL.geometry().pages();
        assertThat(moved.place(1, 35, 1)).isEqualTo(copy.place(places + CopyArea.RESERVE - 1));
        assertThat(moved.place(1, 35, 0)).isEqualTo(SMALL.place(1, 35, 0));
        assertThat(moved.place(0, 35, 1)).as("the other copy").isEqualTo(SMALL.place(0, 35, 1));
        assertThat(decode(moved.body())).isEqualTo(moved);
    }

    @Test
    void noTwoPlacesAreTheSameHoweverManyHaveMoved() {
        Seeds.each(100, random -> {
            Superblock superblock = SMALL;
            for (int moves = random.nextInt(33); moves > 0; moves--) {
                superblock = superblock.moving(0, random.nextInt(40), random.nextInt(2));
            }
            List<Location> places = new ArrayList<>();
            for (int page = 0; page < SMALL.geometry().pages(); page++) {
                places.add(superblock.place(0, page, 0));
                places.add(superblock.place(0, page, 1));
            }
            assertThat(places).doesNotHaveDuplicates();
            Extent area = SMALL.geometry().copies().get(0).area(SMALL.geometry().pages());
            assertThat(places).allMatch(place -> area.range().contains(place.sector()));
        });
    }

    @Test
    void aLongNameIsCutOffBetweenCharacters() {
        Superblock named = SMALL.named("x".repeat(127) + "\u00e4");
        assertThat(decode(named.body()).name()).isEqualTo("x".repeat(127));
    }

    @Test
    void whatCannotBeIsRefused() {
        refused("a unit of 12 sectors", body -> body.putInt(SuperblockCodec.AT_UNIT, 12));
        refused("a unit of none", body -> body.putInt(SuperblockCodec.AT_UNIT, 0));
        refused("a unit of 128", body -> body.putInt(SuperblockCodec.AT_UNIT, 128));
        refused("too few pages", body -> body.putInt(SuperblockCodec.AT_PAGES, 34));
        refused("pages without end", body -> body.putInt(SuperblockCodec.AT_PAGES, Integer.MAX_VALUE));
        refused("a negative number of pages", body -> body.putInt(SuperblockCodec.AT_PAGES, -1));
        for (int count : new int[] {0, -1, 9, Integer.MAX_VALUE}) {
            refused("members: " + count, body -> body.putInt(SuperblockCodec.AT_MEMBERS, count));
            refused("copies: " + count, body -> body.putInt(SuperblockCodec.AT_COPIES, count));
            refused("runs: " + count, body -> body.putInt(SuperblockCodec.AT_RUNS, count));
        }
        refused("one copy", body -> body.putInt(SuperblockCodec.AT_COPIES, 1));
        refused("data beyond the disk", body -> body.putLong(SuperblockCodec.AT_DATA + 8, 1L << 40));
        refused("data before the disk", body -> body.putLong(SuperblockCodec.AT_DATA, -8));
        refused("data without end", body -> body.putLong(SuperblockCodec.AT_DATA + 8, Long.MAX_VALUE - 7));
        refused("no data", body -> body.putLong(SuperblockCodec.AT_DATA + 8, 0));
        refused("a copy nowhere", body -> body.putLong(SuperblockCodec.AT_COPY, -1));
        refused("a copy on a disk there is not", body -> body.putLong(SuperblockCodec.AT_COPY, 1));
        refused("a copy on disk 2^40", body -> body.putLong(SuperblockCodec.AT_COPY, 1L << 40));
        refused("copies over each other", body -> body.putLong(SuperblockCodec.AT_COPY + 24 + 8, 8));
        refused("an area over the data", body -> body.putLong(SuperblockCodec.AT_COPY + 16, 2048));
        refused("spares on a disk there is not", body -> body.putLong(SuperblockCodec.AT_RUN, 1));
        refused("spares over the data", body -> body.putLong(SuperblockCodec.AT_RUN + 8, 2048));
        refused("half a spare", body -> body.putLong(SuperblockCodec.AT_RUN + 16, 2404));
        refused("a disk of no size", body -> body.putLong(SuperblockCodec.AT_MEMBER, 0));
        refused("a copy on a disk without any", body -> body.putLong(SuperblockCodec.AT_MEMBER + 8, 1));
        refused("a place that there is not", body -> body.putInt(SuperblockCodec.AT_MOVED, 2 * 49 + 1));
        refused("a negative place", body -> body.putInt(SuperblockCodec.AT_MOVED, -5));
        refused(
                "a place twice",
                body -> body.putInt(SuperblockCodec.AT_MOVED, 3).putInt(SuperblockCodec.AT_MOVED + 4, 3));
    }

    private static void refused(String what, Consumer<ByteBuffer> change) {
        ByteBuffer body = ByteBuffer.wrap(SMALL.body()).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(body);
        assertThatThrownBy(() -> decode(body.array()))
                .as(what)
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }

    @Test
    void sparesOfSeveralRunsDoNotAddUpToFewer() {
        long half = 1L << 62;
        Geometry.Member huge = States.disk(Long.MAX_VALUE);
        assertThatThrownBy(() -> new Geometry(
                        List.of(huge, huge),
                        List.of(
                                new CopyArea(0, new DiskSector(8), new DiskSector(half)),
                                new CopyArea(1, new DiskSector(8), new DiskSector(half + 10_000))),
                        org.remapd.agent.fault.SectorRange.of(4096, 8),
                        List.of(
                                new Extent(0, org.remapd.agent.fault.SectorRange.of(10_000, half - 10_000)),
                                new Extent(1, org.remapd.agent.fault.SectorRange.of(10_000, half))),
                        1,
                        49))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Superblock decode(byte[] body) {
        return SuperblockCodec.decode(States.DEVICE, body);
    }
}
