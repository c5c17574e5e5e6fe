package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.twin.Seeds;

/** What each kind of page says, to bytes and back; and bytes that no page has. */
class PagesTest {

    private static final Geometry GEOMETRY = States.fresh(100_000, 8, 300).geometry();
    private static final int SPARES = PageNumber.FIRST_SPARES;
    private static final Instant WHEN = Instant.ofEpochSecond(1_800_000_000);

    @Test
    void aPageOfSparesIsDecodedToTheSame() {
        Seeds.each(100, random -> {
            Map<Integer, SpareRecord> records = new HashMap<>();
            for (int index = 0; index < SparesPage.SPARES; index++) {
                records.put(index, record(random));
            }
            SparesPage page = SparesPage.EMPTY.with(records);
            SparesPage back = SparesPage.decode(SPARES, page.body(), GEOMETRY);
            records.forEach((index, record) ->
                    assertThat(back.get(index)).as("spare %d", index).isEqualTo(record));
            assertThat(back.body()).isEqualTo(page.body());
            assertThat(back).isEqualTo(page);
        });
    }

    private static SpareRecord record(Random random) {
        SpareRecord.Claim claim = new SpareRecord.Claim(
                new MappedSector(random.nextLong(GEOMETRY.units()) * 8),
                random.nextInt(256),
                LostSectors.ofMask(random.nextBoolean() ? 0 : random.nextInt(256)));
        return switch (random.nextInt(4)) {
            case 0 -> new SpareRecord.Free();
            case 1 -> new SpareRecord.Retired();
            case 2 -> new SpareRecord.Prepared(claim);
            default -> new SpareRecord.Committed(claim);
        };
    }

    @Test
    void theOtherSparesOfAPageStayAsTheyWere() {
        SpareRecord one = new SpareRecord.Committed(new SpareRecord.Claim(new MappedSector(8), 3, States.lost(1)));
        SparesPage page = SparesPage.EMPTY.with(Map.of(250, one)).with(Map.of(0, new SpareRecord.Retired()));
        assertThat(page.get(250)).isEqualTo(one);
        assertThat(page.get(0)).isEqualTo(new SpareRecord.Retired());
        assertThat(SparesPage.EMPTY.isFree(250)).as("pages do not change").isTrue();
        assertThat(page.with(Map.of(250, new SpareRecord.Free(), 0, new SpareRecord.Free()))
                        .body())
                .as("nothing is left of what was withdrawn")
                .containsOnly(0);
    }

    @Test
    void aSpareThatCannotBeIsRefused() {
        refused("a state that there is not", page -> page.put(6, (byte) 4));
        refused(
                "a claim of a unit beyond the data",
                page -> entry(page, GEOMETRY.data().count(), 2, 0, 0));
        refused("a unit that begins within a unit", page -> entry(page, 12, 2, 0, 0));
        refused("poison beyond the unit", page -> entry(page, 16, 2, 0, 1 << 8));
        refused("a free spare with a unit", page -> entry(page, 16, 0, 0, 0));
        refused("a free spare with poison", page -> entry(page, 0, 0, 0, 1));
        refused("a free spare with a generation", page -> entry(page, 0, 0, 1, 0));
        refused("a retired spare with a unit", page -> entry(page, 16, 3, 0, 0));
        refused("a retired spare with poison", page -> entry(page, 0, 3, 0, 1));
        refused("a retired spare with a generation", page -> entry(page, 0, 3, 1, 0));
        byte[] behind = body(SparesPage.EMPTY, page -> page.put((300 - 251) * 16 + 6, (byte) 3));
        assertThatThrownBy(() -> SparesPage.decode(SPARES + 1, behind, GEOMETRY))
                .as("a spare behind the last")
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void entry(ByteBuffer page, long unit, int state, int generation, long poison) {
        page.putLong(0, unit).put(6, (byte) state).put(7, (byte) generation).putLong(8, poison);
    }

    private static void refused(String what, Consumer<ByteBuffer> change) {
        byte[] body = body(SparesPage.EMPTY, change);
        assertThatThrownBy(() -> SparesPage.decode(SPARES, body, GEOMETRY))
                .as(what)
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] body(Page page, Consumer<ByteBuffer> change) {
        ByteBuffer body = ByteBuffer.wrap(page.body()).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(body);
        return body.array();
    }

    @Test
    void aUnitOf64SectorsMayBeLostAltogether() {
        Geometry wide = States.fresh(200_000, 64, 20).geometry();
        SpareRecord all =
                new SpareRecord.Committed(new SpareRecord.Claim(new MappedSector(64), 0, LostSectors.ofMask(-1)));
        SparesPage page = SparesPage.EMPTY.with(Map.of(3, all));
        assertThat(SparesPage.decode(SPARES, page.body(), wide).get(3)).isEqualTo(all);
    }

    @Test
    void openFaultsAreDecodedToTheSame() {
        Seeds.each(50, random -> {
            List<OpenFault> faults = new ArrayList<>();
            for (int fault = random.nextInt(FaultsPage.ROOM + 1); fault > 0; fault--) {
                faults.add(new OpenFault(
                        new MappedSector(fault * 8L),
                        LostSectors.ofMask(random.nextInt(256)),
                        random.nextInt(),
                        WHEN.plusSeconds(random.nextInt(1_000_000)),
                        "kernel log: " + random.nextInt()));
            }
            FaultsPage page = new FaultsPage(faults);
            assertThat(FaultsPage.decode(page.body(), GEOMETRY)).isEqualTo(page);
        });
    }

    @Test
    void aFaultThatCannotBeIsRefused() {
        FaultsPage page = new FaultsPage(List.of(new OpenFault(new MappedSector(8), States.lost(1), 1, WHEN, "x")));
        for (Consumer<ByteBuffer> change : List.<Consumer<ByteBuffer>>of(
                body -> body.putLong(0, -8),
                body -> body.putLong(0, 12),
                body -> body.putLong(0, GEOMETRY.data().count()),
                body -> body.putLong(8, 1 << 8))) {
            byte[] body = body(page, change);
            assertThatThrownBy(() -> FaultsPage.decode(body, GEOMETRY)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FaultsPage(
                        java.util.Collections.nCopies(63, page.faults().get(0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void historyIsDecodedToTheSame() {
        Seeds.each(50, random -> {
            List<Event> events = new ArrayList<>();
            for (int event = random.nextInt(HistoryPage.ROOM + 1); event > 0; event--) {
                events.add(new Event(
                        WHEN.plusSeconds(random.nextInt(1_000_000)),
                        new MappedSector(random.nextInt(1000) * 8L),
                        new DiskSector(random.nextInt(100_000)),
                        List.copyOf(java.util.EnumSet.allOf(Fate.class)).get(random.nextInt(5)),
                        LostSectors.ofMask(random.nextLong()),
                        "scrub"));
            }
            HistoryPage page = new HistoryPage(random.nextInt(1_000_000), events);
            assertThat(HistoryPage.decode(page.body())).isEqualTo(page);
        });
    }

    @Test
    void historyThatCannotBeIsRefused() {
        HistoryPage page = new HistoryPage(
                0,
                List.of(new Event(
                        WHEN, new MappedSector(8), new DiskSector(8), Fate.REMAPPED, LostSectors.none(), "x")));
        for (Consumer<ByteBuffer> change : List.<Consumer<ByteBuffer>>of(
                body -> body.put(32, (byte) 6),
                body -> body.put(32, (byte) -1),
                body -> body.putLong(8, -1),
                body -> body.putLong(16, -1),
                body -> body.putLong(HistoryPage.AT_FIRST, -1),
                body -> body.putLong(HistoryPage.AT_FIRST, Long.MAX_VALUE))) {
            byte[] body = body(page, change);
            assertThatThrownBy(() -> HistoryPage.decode(body)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyFateHasItsOwnCode() {
        for (Fate fate : Fate.values()) {
            HistoryPage page = new HistoryPage(
                    0, List.of(new Event(WHEN, new MappedSector(8), new DiskSector(8), fate, States.lost(2), "x")));
            assertThat(HistoryPage.decode(page.body()).events().get(0).fate()).isEqualTo(fate);
        }
    }

    @Test
    void theNoteOfAScrubIsDecodedToTheSame() {
        List<ScrubNote> notes = List.of(
                ScrubNote.NONE,
                ScrubNote.NONE.with(underway(List.of(), false)),
                ScrubNote.NONE.with(underway(List.of(SectorRange.of(0, 8), SectorRange.of(800, 16)), true)),
                ScrubNote.NONE.and(finished(7)),
                ScrubNote.NONE.and(finished(7)).and(finished(8)).with(underway(manyApart(ScrubCheckpoint.ROOM), false)),
                manyFinished(ScrubNote.KEPT));
        for (ScrubNote note : notes) {
            assertThat(NotePage.decode(new NotePage(note).body())).isEqualTo(new NotePage(note));
        }
    }

    private static ScrubNote.Underway underway(List<SectorRange> behind, boolean paused) {
        ScrubCheckpoint at = new ScrubCheckpoint(new DiskSector(123_456), behind);
        return new ScrubNote.Underway(WHEN, at, 3, Duration.ofMillis(1234), paused);
    }

    private static List<SectorRange> manyApart(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> SectorRange.of(16L * n, 8))
                .toList();
    }

    private static ScrubNote.Finished finished(int unreadable) {
        return new ScrubNote.Finished(WHEN, WHEN.plusSeconds(60), unreadable, 2L * unreadable);
    }

    private static ScrubNote manyFinished(int count) {
        ScrubNote note = ScrubNote.NONE;
        for (int n = 0; n < count; n++) {
            note = note.and(finished(n));
        }
        return note;
    }

    @Test
    void ofTheScrubsThatCameToTheirEndTheOldestIsForgotten() {
        ScrubNote note = manyFinished(ScrubNote.KEPT + 3);
        assertThat(note.finished()).hasSize(ScrubNote.KEPT);
        assertThat(note.last()).contains(finished(ScrubNote.KEPT + 2));
        assertThat(note.finished().get(ScrubNote.KEPT - 1)).isEqualTo(finished(3));
    }

    @Test
    void ofMoreThanThereIsRoomForTheNearestAreJoined() {
        List<SectorRange> behind = new ArrayList<>(manyApart(ScrubCheckpoint.ROOM));
        behind.add(SectorRange.of(1_000_000, 8));
        ScrubCheckpoint at = ScrubCheckpoint.of(new DiskSector(2_000_000), behind);
        assertThat(at.behind())
                .hasSize(ScrubCheckpoint.ROOM)
                .contains(SectorRange.of(16L * (ScrubCheckpoint.ROOM - 2), 24), SectorRange.of(1_000_000, 8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noMoreIsJoinedThanHasToBe(long seed) {
        Random random = new Random(seed);
        List<Long> gaps = random.longs(3 * ScrubCheckpoint.ROOM, 1, 500).boxed().toList();
        List<SectorRange> behind = new ArrayList<>(List.of(SectorRange.of(0, 8)));
        gaps.forEach(gap ->
                behind.add(new SectorRange(behind.get(behind.size() - 1).end().plus(gap), 8)));
        List<SectorRange> inAnyOrder = new ArrayList<>(behind);
        Collections.shuffle(inAnyOrder, random);

        List<SectorRange> kept =
                ScrubCheckpoint.of(new DiskSector(1_000_000), inAnyOrder).behind();

        assertThat(kept).hasSize(ScrubCheckpoint.ROOM);
        assertThat(behind).allMatch(range -> kept.stream().anyMatch(one -> one.contains(range)));
        long narrowest = gaps.stream()
                .sorted()
                .limit(gaps.size() - (ScrubCheckpoint.ROOM - 1))
                .mapToLong(Long::longValue)
                .sum();
        assertThat(kept.stream().mapToLong(SectorRange::count).sum())
                .as("seed " + seed)
                .isEqualTo(8L * behind.size() + narrowest);
    }

    @Test
    void aLongCauseIsCutOffBetweenCharacters() {
        String words = "x".repeat(30) + "\u00e4\u00e4";
        FaultsPage page =
                new FaultsPage(List.of(new OpenFault(new MappedSector(8), LostSectors.none(), 1, WHEN, words)));
        assertThat(FaultsPage.decode(page.body(), GEOMETRY).faults().get(0).cause())
                .isEqualTo("x".repeat(30) + "\u00e4");
        Event event = new Event(
                WHEN, new MappedSector(8), new DiskSector(8), Fate.REMAPPED, LostSectors.none(), words.substring(1));
        assertThat(HistoryPage.decode(new HistoryPage(0, List.of(event)).body())
                        .events()
                        .get(0)
                        .cause())
                .isEqualTo("x".repeat(29) + "\u00e4");
    }

    @Test
    void whateverTimeWasRecordedPrints() {
        assertThat(Times.of(Long.MAX_VALUE).toString()).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(Times.of(Long.MIN_VALUE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void pagesAreTakenInOneAfterTheOther() {
        Superblock superblock = States.fresh(100_000, 8, 300);
        Pages pages = new Pages(superblock);
        pages.add(0, pages.empty(0));
        assertThatThrownBy(() -> pages.add(2, pages.empty(2))).isInstanceOf(IllegalStateException.class);
        for (int page = 1; page < superblock.geometry().usedPages(); page++) {
            pages.add(page, pages.empty(page));
        }
        assertThat(States.pages(pages.metadata())).isEqualTo(States.pages(Metadata.fresh(superblock)));
    }

    @Test
    void onlyThePagesOfSparesMustBeKnownForCertain() {
        for (int page = 0; page < 40; page++) {
            assertThat(Pages.isVital(page)).as("page %d", page).isEqualTo(page >= 33);
        }
        assertThat(Pages.describe(33)).contains("spares 0 to 250");
        assertThat(Pages.describe(1)).contains("faults");
    }
}
