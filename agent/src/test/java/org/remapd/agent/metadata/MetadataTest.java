package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.twin.Seeds;

class MetadataTest {

    private static final Superblock SUPERBLOCK = States.fresh(60_000, 8, 600);
    private static final MappedSector UNIT = new MappedSector(80);
    private static final Instant WHEN = Instant.ofEpochSecond(1_800_000_000);

    private final Metadata state = Metadata.fresh(SUPERBLOCK);

    @Test
    void aDraftChangesNothingUntilItIsAccepted() {
        List<String> before = States.pages(state);
        Draft draft = state.draft(List.of(States.commit(80, 3), States.retire(300)));
        assertThat(draft.numbers()).as("the pages to be written").containsExactly(33, 34);
        assertThat(States.pages(state)).isEqualTo(before);
        assertThat(state.mappings()).isZero();
        state.accept(draft);
        assertThat(state.spareOf(UNIT)).contains(new Spare(3));
        assertThat(state.retiredSpares()).containsExactly(new Spare(300));
        assertThat(state.freeSpares()).isEqualTo(598);
    }

    @Test
    void whatIsAcceptedIsWhatWouldBeReadFromThePages() {
        Seeds.each(40, random -> {
            Metadata written = Metadata.fresh(SUPERBLOCK);
            Map<Long, Integer> model = new HashMap<>();
            for (int save = 0; save < 60; save++) {
                written.accept(written.draft(changes(written, model, random)));
                assertSame(written, reread(written));
            }
            assertThat(written.mapped()
                            .collect(Collectors.toMap(
                                    mapping -> mapping.unit().number(),
                                    mapping -> mapping.spare().number())))
                    .isEqualTo(model);
        });
    }

    /** Some that may be recorded together. */
    private static List<Change> changes(Metadata state, Map<Long, Integer> model, Random random) {
        List<Change> changes = new ArrayList<>();
        int spare = -1;
        for (int change = random.nextInt(6); change >= 0; change--) {
            spare = state.freeSpare(new Spare(spare + 1 + random.nextInt(40)))
                    .map(Spare::number)
                    .orElse(-1);
            long unit = random.nextInt(400) * 8L;
            Integer known = model.get(unit);
            if (known != null) {
                changes.add(random.nextBoolean() ? States.withdraw(known) : States.retire(known));
                model.remove(unit);
            } else if (spare >= 0) {
                changes.add(random.nextBoolean() ? States.commit(unit, spare, 1) : States.prepare(unit, spare));
                model.put(unit, spare);
            }
            if (spare < 0) {
                break;
            }
        }
        return changes;
    }

    private static Metadata reread(Metadata state) {
        Pages pages = new Pages(state.superblock());
        for (int page = 0; page < state.geometry().usedPages(); page++) {
            pages.add(page, new Block(state.uuid(), Pages.kind(page), 0, page, 1, Pages.body(state, page)));
        }
        return pages.metadata();
    }

    private static void assertSame(Metadata one, Metadata other) {
        assertThat(States.pages(other)).isEqualTo(States.pages(one));
        assertThat(other.mapped().toList()).isEqualTo(one.mapped().toList());
        assertThat(other.mappings()).isEqualTo(one.mappings());
        assertThat(other.retired()).isEqualTo(one.retired());
        assertThat(other.retiredSpares()).isEqualTo(one.retiredSpares());
        assertThat(other.freeSpares()).isEqualTo(one.freeSpares());
        assertThat(other.superseded()).containsExactlyInAnyOrderElementsOf(one.superseded());
        assertThat(other.faults()).isEqualTo(one.faults());
        assertThat(other.history()).isEqualTo(one.history());
        assertThat(other.scrub()).isEqualTo(one.scrub());
    }

    @Test
    void onlyItsFirstSpareLooksAsIfTheUnitCameFromItsOriginalHoweverOftenItMoves() {
        record(States.commit(80, 0));
        assertThat(first(0)).isTrue();
        for (int move = 1; move <= 600; move++) {
            int from = (move - 1) % 2;
            record(States.commit(80, 1 - from));
            assertThat(state.spareOf(UNIT)).as("move %d", move).contains(new Spare(1 - from));
            assertThat(first(1 - from)).as("move %d", move).isFalse();
            record(States.withdraw(from));
        }
    }

    private boolean first(int spare) {
        return state.at(new Spare(spare)).holder().orElseThrow().first();
    }

    @Test
    void aUnitThatMovesIsOnItsNewSpareAndTheOldOneIsSuperseded() {
        record(States.commit(80, 3));
        record(States.commit(80, 300));
        assertThat(state.spareOf(UNIT)).contains(new Spare(300));
        assertThat(state.superseded()).containsExactly(new Spare(3));
        assertThat(state.mappings()).isEqualTo(1);
        assertThat(state.mapped()).extracting(Mapping::spare).containsExactly(new Spare(300));
        assertSame(state, reread(state));
        record(States.withdraw(3));
        assertThat(state.superseded()).isEmpty();
        assertThat(state.spareOf(UNIT)).contains(new Spare(300));
    }

    @Test
    void aUnitOnItsWayToAnotherSpareStaysWhereItIsUntilThatIsCommitted() {
        record(States.commit(80, 3));
        record(States.prepare(80, 300));
        assertThat(state.spareOf(UNIT)).contains(new Spare(3));
        assertThat(state.superseded()).isEmpty();
        assertSame(state, reread(state));
        record(States.commit(80, 300));
        assertThat(state.spareOf(UNIT)).contains(new Spare(300));
    }

    @Test
    void whenTheClaimThatCountsIsTakenBackTheOtherCountsAgain() {
        record(States.commit(80, 3));
        record(States.commit(80, 300));
        record(States.withdraw(300));
        assertThat(state.spareOf(UNIT)).contains(new Spare(3));
        assertThat(state.superseded()).isEmpty();
        assertSame(state, reread(state));
    }

    @Test
    void aUnitMayLeaveSpareAfterSpareBeforeTheFirstIsGivenUp() {
        for (int spare = 0; spare < 6; spare++) {
            record(States.commit(80, spare * 100));
            assertThat(state.spareOf(UNIT)).contains(new Spare(spare * 100));
            assertThat(state.superseded()).hasSize(spare);
            assertSame(state, reread(state));
        }
        record(States.withdraw(500));
        assertThat(state.spareOf(UNIT)).contains(new Spare(400));
        record(States.retire(0), States.withdraw(400));
        assertThat(state.spareOf(UNIT)).contains(new Spare(300));
        assertSame(state, reread(state));
    }

    @Test
    void theLaterOf300MovesCountsThoughTheGenerationIsOnlyAByte() {
        for (int move = 0; move < 300; move++) {
            record(States.commit(80, move % 2 * 100));
            if (move > 0) {
                record(States.withdraw((move - 1) % 2 * 100));
            }
            assertThat(state.spareOf(UNIT)).contains(new Spare(move % 2 * 100));
            assertSame(state, reread(state));
        }
    }

    @Test
    void aUnitCannotGoToTwoSparesAtOnceNorASpareToTwoUnits() {
        assertThatThrownBy(() -> state.draft(List.of(States.commit(80, 3), States.commit(80, 4))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state.draft(List.of(States.commit(80, 3), States.commit(88, 3))))
                .isInstanceOf(IllegalArgumentException.class);
        record(States.retire(3));
        assertThatThrownBy(() -> state.draft(List.of(States.commit(80, 3))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoSparesThatClaimAUnitWithEqualRightContradictEachOther() {
        record(States.commit(80, 3));
        Metadata other = Metadata.fresh(SUPERBLOCK);
        other.accept(other.draft(List.of(States.commit(80, 300))));
        Pages pages = new Pages(SUPERBLOCK);
        for (int page = 0; page < SUPERBLOCK.geometry().usedPages(); page++) {
            Metadata from = page == 34 ? other : state;
            pages.add(page, new Block(States.DEVICE, Pages.kind(page), 0, page, 1, Pages.body(from, page)));
        }
        assertThatThrownBy(pages::metadata).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void poisonIsRecordedUntilItIsCured() {
        record(States.commit(80, 3, 1, 2));
        assertThat(state.mapped()).containsExactly(new Mapping(UNIT, new Spare(3), States.lost(1, 2)));
        record(new Change.Poison(new Spare(3), States.lost(2)));
        assertThat(state.mapped()).containsExactly(new Mapping(UNIT, new Spare(3), States.lost(2)));
        record(new Change.Poison(new Spare(3), LostSectors.none()));
        assertThat(state.mapped()).containsExactly(new Mapping(UNIT, new Spare(3), LostSectors.none()));
        assertSame(state, reread(state));
    }

    @Test
    void aPreparationThatIsCommittedKeepsItsGenerationAndOneThatIsWithdrawnLeavesNothing() {
        record(States.prepare(80, 3));
        record(States.commit(80, 3));
        assertThat(state.at(new Spare(3)))
                .isEqualTo(new SpareRecord.Committed(new SpareRecord.Claim(UNIT, 0, LostSectors.none())));
        record(States.prepare(88, 4));
        record(States.withdraw(4));
        assertThat(state.at(new Spare(4))).isEqualTo(new SpareRecord.Free());
        assertThat(state.freeSpare(new Spare(0))).contains(new Spare(0));
        assertThat(state.freeSpare(new Spare(3))).contains(new Spare(4));
    }

    @Test
    void anOpenFaultIsKnownByItsUnitUntilItIsClosed() {
        record(open(80, 1));
        record(open(80, 2), open(160, 3));
        assertThat(state.faults()).extracting(OpenFault::hints).containsExactly(2, 3);
        assertThat(state.fault(UNIT)).map(OpenFault::hints).contains(2);
        assertThat(state.lost(UNIT)).isEqualTo(States.lost(1));
        assertSame(state, reread(state));
        record(new Change.Close(UNIT));
        assertThat(state.fault(UNIT)).isEmpty();
        assertThat(state.lost(UNIT)).isEqualTo(LostSectors.none());
        record(new Change.Close(UNIT));
        assertThat(state.faults()).hasSize(1);
    }

    @Test
    void moreFaultsThanThereIsRoomForAreCountedAndTheOthersStay() {
        List<Change> many = new ArrayList<>();
        int room = PageNumber.FAULTS * FaultsPage.ROOM;
        for (int unit = 0; unit < room + 5; unit++) {
            many.add(open(unit * 8L, 1));
        }
        Draft draft = state.draft(many);
        assertThat(draft.faultsWithoutRoom()).isEqualTo(5);
        state.accept(draft);
        assertThat(state.faults()).hasSize(room);
        assertThat(state.draft(List.of(open(0, 9))).faultsWithoutRoom())
                .as("one that is known has room")
                .isZero();
        record(new Change.Close(new MappedSector(800)));
        assertThat(state.draft(List.of(open(room * 8L, 1))).faultsWithoutRoom()).isZero();
        assertSame(state, reread(state));
    }

    private static Change open(long unit, int hints) {
        return new Change.Open(new OpenFault(new MappedSector(unit), States.lost(1), hints, WHEN, "scrub"));
    }

    @Test
    void theNewestThousandEventsAreKeptInTheirOrder() {
        int room = PageNumber.HISTORY * HistoryPage.ROOM;
        for (int event = 0; event < 3 * room + 7; event += 3) {
            record(event(event), event(event + 1), event(event + 2));
        }
        List<Long> units =
                state.history().stream().map(event -> event.unit().number()).toList();
        assertThat(units).isSorted().doesNotHaveDuplicates();
        assertThat(units).hasSizeBetween(room - HistoryPage.ROOM, room);
        assertThat(units.get(units.size() - 1)).isEqualTo(8L * (3 * room + 8));
        assertSame(state, reread(state));
    }

    private static Change event(long number) {
        return new Change.Remember(new Event(
                WHEN, new MappedSector(8 * number), new DiskSector(8), Fate.REMAPPED, LostSectors.none(), "x"));
    }

    @Test
    void howTheScrubDoesIsRecorded() {
        ScrubNote note = ScrubNote.NONE.with(new ScrubNote.Underway(
                WHEN, new ScrubCheckpoint(new DiskSector(77), List.of()), 3, Duration.ZERO, false));
        record(new Change.NoteScrub(note));
        assertThat(state.scrub()).isEqualTo(note);
        assertSame(state, reread(state));
    }

    @Test
    void aDeviceThatGrowsHasMoreSparesAndKeepsWhatItHad() {
        record(States.commit(80, 3));
        Geometry larger =
                Layout.with(state.geometry(), States.disk(20_000), 900).orElseThrow();
        state.accept(state.superblock().grown(larger));
        assertThat(state.spareOf(UNIT)).contains(new Spare(3));
        assertThat(state.freeSpares()).isEqualTo(1499);
        record(States.commit(88, 1499));
        assertThat(state.spareOf(new MappedSector(88))).contains(new Spare(1499));
        assertSame(state, reread(state));
    }

    private void record(Change... changes) {
        state.accept(state.draft(List.of(changes)));
    }
}
