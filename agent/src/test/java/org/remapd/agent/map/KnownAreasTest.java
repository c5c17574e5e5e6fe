package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.map.Area.Status;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.Seeds;

/** What is told of a device's sectors is what is on record of them, and no more. */
class KnownAreasTest {

    private static final int UNIT = 8;
    private static final ScrubNote READ_ONCE =
            ScrubNote.NONE.and(new ScrubNote.Finished(States.CREATED, States.CREATED, 0, 0));

    private final Metadata metadata = Metadata.fresh(States.fresh(States.diskSectors(50, UNIT, 10), UNIT, 10));
    private final long data = metadata.geometry().data().first().number();
    private final long sectors = metadata.geometry().data().count();

    @Test
    void ofADiskThatNoScrubHasReadNothingIsKnown() {
        assertThat(ofDevice(metadata)).containsExactly(Area.ofSectors(0, sectors, Status.NON_TRIED));
        assertThat(ofDisk(metadata))
                .containsExactly(Area.ofSectors(0, metadata.geometry().diskSectors(), Status.NON_TRIED));
    }

    @Test
    void afterAWholeScrubAllOfTheDeviceWasReadButForWhatIsLost() {
        save(new Change.NoteScrub(READ_ONCE), States.commit(16, 0, 1, 2), States.commit(24, 1), lost(40, 7));
        assertThat(ofDevice(metadata))
                .containsExactly(
                        Area.ofSectors(0, 17, Status.FINISHED),
                        Area.ofSectors(17, 2, Status.BAD),
                        Area.ofSectors(19, 28, Status.FINISHED),
                        Area.ofSectors(47, 1, Status.BAD),
                        Area.ofSectors(48, sectors - 48, Status.FINISHED));
    }

    @Test
    void aFaultOfWhichNothingIsSaidToBeLostMayBeReadableInParts() {
        save(new Change.NoteScrub(READ_ONCE), lost(40));
        assertThat(ofDevice(metadata)).contains(Area.ofSectors(40, UNIT, Status.NON_SCRAPED));
        assertThat(ofDisk(metadata)).contains(Area.ofSectors(data + 40, UNIT, Status.NON_SCRAPED));
    }

    @Test
    void whileTheFirstScrubIsUnderWayWhatItHasReadIsKnownAndNotWhatItLeftForLater() {
        save(new Change.NoteScrub(underway(data + 100, SectorRange.of(data + 20, 30))));
        assertThat(ofDevice(metadata))
                .containsExactly(
                        Area.ofSectors(0, 20, Status.FINISHED),
                        Area.ofSectors(20, 30, Status.NON_TRIED),
                        Area.ofSectors(50, 50, Status.FINISHED),
                        Area.ofSectors(100, sectors - 100, Status.NON_TRIED));
    }

    @Test
    void ofAScrubThatLeftSomethingOutNobodyKnowsWhatItHasRead() {
        save(new Change.NoteScrub(ScrubNote.NONE.and(new ScrubNote.Finished(States.CREATED, States.CREATED, 3, 8))));
        assertThat(ofDevice(metadata)).containsExactly(Area.ofSectors(0, sectors, Status.NON_TRIED));
    }

    @Test
    void ofTheDiskTheOldPlacesAndTheSparesThatFailedAreBadAndTheRestOfThePoolIsRead() {
        save(new Change.NoteScrub(READ_ONCE), States.commit(16, 0, 1), States.retire(3));
        long pool = metadata.geometry().pool().get(0).range().first().number();
        assertThat(ofDisk(metadata))
                .contains(
                        Area.ofSectors(data + 16, UNIT, Status.BAD),
                        Area.ofSectors(pool, 3 * UNIT, Status.FINISHED),
                        Area.ofSectors(pool + 3 * UNIT, UNIT, Status.BAD),
                        Area.ofSectors(pool + 4 * UNIT, 6 * UNIT, Status.FINISHED));
        assertThat(ofDisk(metadata).get(0).status()).as("our own metadata").isEqualTo(Status.NON_TRIED);
    }

    @Test
    void ofASpareDeviceNobodyKnowsWhetherItWasThereWhenTheScrubRead() {
        Geometry beside = Layout.onEmptyDiskBeside(States.disk(100_000), States.disk(100_000), UNIT, 10)
                .orElseThrow();
        Metadata two = Metadata.fresh(States.fresh(beside));
        two.accept(two.draft(List.of(new Change.NoteScrub(READ_ONCE), States.commit(16, 0, 1), States.retire(3))));
        assertThat(ofDevice(two))
                .startsWith(
                        Area.ofSectors(0, 16, Status.FINISHED),
                        Area.ofSectors(16, 1, Status.NON_TRIED),
                        Area.ofSectors(17, 1, Status.BAD),
                        Area.ofSectors(18, 6, Status.NON_TRIED),
                        Area.ofSectors(24, beside.data().count() - 24, Status.FINISHED));
        assertThat(ofDisk(two)).filteredOn(area -> area.status() == Status.BAD).hasSize(1);
    }

    @Test
    void ifFaultsMayBeMissingOnRecordNothingCountsAsRead() {
        Metadata large = Metadata.fresh(States.fresh(States.diskSectors(2000, UNIT, 10), UNIT, 10));
        large.accept(large.draft(List.of(new Change.NoteScrub(READ_ONCE))));
        for (int unit = 0; large.hasRoomForFaults(); unit++) {
            assertThat(KnownAreas.scrubbed(large)).isNotEmpty();
            large.accept(large.draft(List.of(lost((long) unit * UNIT, 0))));
        }
        assertThat(ofDevice(large)).extracting(Area::status).doesNotContain(Status.FINISHED);
    }

    @Test
    void theAreasAreAllOfItInOrderAndSayOfEachSectorWhatIsOnRecord() {
        Seeds.each(100, random -> {
            Metadata some = random(random);
            List<Area> device = ofDevice(some);
            List<Area> disk = ofDisk(some);
            requireWhole(device, some.geometry().data().count());
            requireWhole(disk, some.geometry().diskSectors());
            assertThat(bad(device)).isEqualTo(lost(some));
            assertThat(disk)
                    .filteredOn(area -> area.status() == Status.FINISHED)
                    .flatMap(area ->
                            SectorRange.of(area.firstSector(), area.sectors()).without(KnownAreas.scrubbed(some)))
                    .isEmpty();
        });
    }

    private static BitSet bad(List<Area> areas) {
        BitSet bad = new BitSet();
        areas.stream()
                .filter(area -> area.status() == Status.BAD)
                .forEach(area -> bad.set((int) area.firstSector(), (int) (area.firstSector() + area.sectors())));
        return bad;
    }

    private static BitSet lost(Metadata metadata) {
        BitSet all = new BitSet();
        for (int unit = 0; unit < metadata.geometry().data().count(); unit += UNIT) {
            MappedSector first = new MappedSector(unit);
            LostSectors lost = metadata.spareOf(first).map(metadata::poison).orElse(metadata.lost(first));
            lost.in(first).forEach(sector -> all.set((int) sector.number()));
        }
        return all;
    }

    private static void requireWhole(List<Area> areas, long sectors) {
        long end = 0;
        for (int i = 0; i < areas.size(); i++) {
            assertThat(areas.get(i).position()).isEqualTo(end);
            assertThat(i == 0 || areas.get(i).status() != areas.get(i - 1).status())
                    .isTrue();
            end = areas.get(i).end();
        }
        assertThat(end).isEqualTo(sectors * 512);
    }

    private static Metadata random(Random random) {
        Metadata metadata = Metadata.fresh(States.fresh(States.diskSectors(50, UNIT, 10), UNIT, 10));
        List<Change> changes = new ArrayList<>();
        long position = random.nextLong(100, metadata.geometry().diskSectors());
        changes.add(new Change.NoteScrub(
                random.nextBoolean() ? READ_ONCE : underway(position, SectorRange.of(random.nextLong(90), 10))));
        for (int spare = 0; spare < 10; spare++) {
            long unit = (long) random.nextInt(5) * UNIT + (long) spare * 5 * UNIT;
            int[] some = random.ints(random.nextInt(3), 0, UNIT).toArray();
            switch (random.nextInt(5)) {
                case 0 -> changes.add(States.commit(unit, spare, some));
                case 1 -> changes.add(States.prepare(unit, spare, some));
                case 2 -> changes.add(States.retire(spare));
                case 3 -> changes.add(lost(unit, some));
                default -> {
                    // Nothing is known of this spare.
                }
            }
        }
        metadata.accept(metadata.draft(changes));
        return metadata;
    }

    private static ScrubNote underway(long position, SectorRange... behind) {
        ScrubCheckpoint at = new ScrubCheckpoint(new DiskSector(position), List.of(behind));
        return ScrubNote.NONE.with(new ScrubNote.Underway(States.CREATED, at, 0, Duration.ZERO, false));
    }

    private void save(Change... changes) {
        metadata.accept(metadata.draft(List.of(changes)));
    }

    private static Change lost(long unit, int... offsets) {
        return new Change.Open(
                new OpenFault(new MappedSector(unit), States.lost(offsets), 1, States.CREATED, "scrub: medium error"));
    }

    private static List<Area> ofDevice(Metadata metadata) {
        List<Area> areas = new ArrayList<>();
        new KnownAreas(metadata).ofDevice(areas::add);
        return areas;
    }

    private static List<Area> ofDisk(Metadata metadata) {
        List<Area> areas = new ArrayList<>();
        new KnownAreas(metadata).ofDisk(areas::add);
        return areas;
    }
}
