package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.UnitRecord;
import org.remapd.agent.port.MetadataStore.Recorded;
import org.remapd.agent.twin.Killed;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;

class DeviceMetadataStoreTest {

    private static final long SECTORS = 8192;
    private static final Metadata FIRST = States.fresh(SECTORS, 8, 20);

    @Test
    void whatIsSavedIsLoadedAgain() throws MetadataException {
        MemoryDisk disk = created();
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        for (int number = 0; number < 10; number++) {
            assertThat(store.save(mapped(store.current(), number))).isEqualTo(new Recorded.Durable(2));
            DeviceMetadataStore again = DeviceMetadataStore.load(disk);
            assertThat(again.current()).isEqualTo(store.current());
            assertThat(again.copiesCurrent()).isEqualTo(2);
        }
    }

    @Test
    void loadingWritesNothing() throws MetadataException {
        MemoryDisk disk = created();
        disk.forgetRequests();
        DeviceMetadataStore.load(disk);
        assertThat(disk.writes()).isEmpty();
    }

    @Test
    void aPowerCutAtAnyRequestLeavesTheStateBeforeOrAfter() {
        Seeds.each(4, random -> {
            MemoryDisk start = created();
            DeviceMetadataStore.load(start)
                    .save(grown(DeviceMetadataStore.load(start).current(), 1 + random.nextInt(19)));
            for (int requests = 0; requests <= requestsOfASave(); requests++) {
                cutAfter(start.copy(), requests, random);
            }
        });
    }

    private static void cutAfter(MemoryDisk disk, int requests, Random random) throws MetadataException {
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        Metadata before = store.current();
        Metadata after = before.withRetired(new Spare(19));
        disk.killSwitch().after(requests);
        boolean acknowledged = false;
        try {
            acknowledged = store.save(after) instanceof Recorded.Durable;
        } catch (Killed killed) {
            assertThat(requests).isLessThan(requestsOfASave());
        }
        disk.killSwitch().never();
        disk.crash(random);
        Metadata loaded = DeviceMetadataStore.load(disk).current();
        assertThat(loaded).as("cut after %d requests", requests).isIn(before, after);
        if (acknowledged) {
            assertThat(loaded).isEqualTo(after);
        }
    }

    /** A write and a flush for each copy: none is touched before the other is safe. */
    private static int requestsOfASave() {
        return 2 * Geometry.COPIES;
    }

    @Test
    void aPowerCutAfterASaveThatWasCutOffStillLosesNothingThatWasAcknowledged() {
        Seeds.each(40, random -> {
            MemoryDisk disk = created();
            Metadata acknowledged = FIRST;
            for (int start = 0; start < 6; start++) {
                DeviceMetadataStore store = DeviceMetadataStore.load(disk);
                assertThat(store.current().retired()).containsAll(acknowledged.retired());
                assertThat(store.current().units()).containsAllEntriesOf(acknowledged.units());
                acknowledged = store.current();
                disk.killSwitch().after(random.nextInt(12));
                try {
                    for (int save = 0; save < 3; save++) {
                        Metadata next = mapped(store.current(), start * 3 + save);
                        acknowledged = store.save(next) instanceof Recorded.Durable ? store.current() : acknowledged;
                    }
                } catch (Killed killed) {
                    assertThat(killed).hasMessageContaining("killed");
                }
                disk.killSwitch().never();
                disk.crash(random);
            }
        });
    }

    @Test
    void eitherCopyMayBeUnreadable() throws MetadataException {
        for (int copy = 0; copy < Geometry.COPIES; copy++) {
            MemoryDisk disk = created();
            DeviceMetadataStore.load(disk).save(mapped(FIRST, 1));
            Metadata state = DeviceMetadataStore.load(disk).current();
            for (int slot = 0; slot < Geometry.SLOTS; slot++) {
                SectorRange lost = Geometry.slot(SECTORS, copy, slot);
                disk.failReads(lost.first().number(), lost.count());
            }
            DeviceMetadataStore alone = DeviceMetadataStore.load(disk);
            assertThat(alone.current()).isEqualTo(state);
            assertThat(alone.copiesCurrent()).isEqualTo(1);
        }
    }

    @Test
    void aBadSectorBehindWhatASlotHoldsCostsNoCopy() throws MetadataException {
        MemoryDisk disk = created();
        disk.failReads(8 + 900, 1).failReads(8 + 1016 + 900, 1);
        DeviceMetadataStore loaded = DeviceMetadataStore.load(disk);
        assertThat(loaded.current()).isEqualTo(FIRST);
        assertThat(loaded.copiesCurrent()).isEqualTo(2);
    }

    @Test
    void aSlotThatCannotBeReadIsNotTakenForABlankOne() {
        MemoryDisk disk = MemoryDisk.of512e(SECTORS).failReads(8, 1);
        assertThatThrownBy(() -> DeviceMetadataStore.load(disk))
                .isInstanceOfSatisfying(
                        MetadataException.class,
                        e -> assertThat(e.problem()).isInstanceOf(MetadataProblem.Unreadable.class));
    }

    @Test
    void anEmptyDiskIsBlankAndATinyOneIsNotOurs() {
        assertThatThrownBy(() -> DeviceMetadataStore.load(MemoryDisk.of512(SECTORS)))
                .isInstanceOfSatisfying(
                        MetadataException.class,
                        e -> assertThat(e.problem()).isInstanceOf(MetadataProblem.Blank.class));
        assertThatThrownBy(() -> DeviceMetadataStore.load(MemoryDisk.of512(100)))
                .isInstanceOfSatisfying(
                        MetadataException.class,
                        e -> assertThat(e.problem()).isInstanceOf(MetadataProblem.NotOurs.class));
    }

    @Test
    void creatingOverwritesWhatLayInFrontAndBehind() throws MetadataException {
        MemoryDisk disk = MemoryDisk.of512e(SECTORS);
        byte[] old = new byte[512];
        old[0] = 1;
        for (long sector : new long[] {0, 7, 2047, SECTORS - 2048, SECTORS - 1}) {
            disk.fill(sector, old);
        }
        disk.fill(2048, old);
        assertThat(DeviceMetadataStore.create(disk, FIRST)).isEqualTo(new Recorded.Durable(2));
        for (long sector : new long[] {0, 7, 2047, SECTORS - 2048, SECTORS - 1}) {
            assertThat(disk.content(sector)).as("sector %d", sector).containsOnly(0);
        }
        assertThat(disk.content(2048)).isEqualTo(old);
    }

    @Test
    void creatingGoesRoundABadPlaceAndSaysThatOneCopyIsAlone() throws MetadataException {
        MemoryDisk disk = MemoryDisk.of512e(SECTORS).failReads(1024, 1).failWrites(1024, 1);
        assertThat(DeviceMetadataStore.create(disk, FIRST)).isEqualTo(new Recorded.Durable(1));
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        assertThat(store.current()).isEqualTo(FIRST);
        assertThat(store.copiesCurrent()).isEqualTo(1);
        assertThat(store.save(mapped(FIRST, 1))).as("the other slot is fine").isEqualTo(new Recorded.Durable(2));
    }

    @Test
    void creatingWithABadSectorInTheSlotThatComesNextWorksAndTheNextSaveSaysOneCopy() throws MetadataException {
        MemoryDisk disk = MemoryDisk.of512e(SECTORS).failReads(8, 1).failWrites(8, 1);
        assertThat(DeviceMetadataStore.create(disk, FIRST)).isEqualTo(new Recorded.Durable(2));
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        assertThat(store.save(mapped(FIRST, 1))).isEqualTo(new Recorded.Durable(1));
        assertThat(DeviceMetadataStore.load(disk).current()).isEqualTo(store.current());
    }

    @Test
    void whatNoCopyTakesIsNotTheCurrentState() throws MetadataException {
        MemoryDisk disk = created();
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        disk.failEverything(IoError.OTHER);
        assertThat(store.save(mapped(FIRST, 1))).isInstanceOf(Recorded.Failed.class);
        assertThat(store.current()).isEqualTo(FIRST);
    }

    @Test
    void aStateThatWasOnlyPerhapsRecordedNeverComesBackOverALaterOne() throws MetadataException {
        MemoryDisk disk = created();
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        Metadata perhaps = mapped(store.current(), 1);
        disk.failFlushes(true);
        assertThat(store.save(perhaps)).isInstanceOf(Recorded.Failed.class);
        disk.failFlushes(false);
        SectorRange frontSlot = Geometry.slot(SECTORS, 0, 0);
        disk.failWrites(frontSlot.first().number(), 1);
        assertThat(store.save(mapped(store.current(), 2))).isEqualTo(new Recorded.Durable(1));
        disk.crash(new Random(1));
        Metadata loaded = DeviceMetadataStore.load(disk).current();
        assertThat(loaded.units().keySet()).containsExactly(unit(2));
    }

    @Test
    void aSaveAfterAFailedOneDoesNotTouchTheNewestSafeState() throws MetadataException {
        MemoryDisk disk = created();
        DeviceMetadataStore store = DeviceMetadataStore.load(disk);
        disk.failFlushes(true);
        assertThat(store.save(mapped(store.current(), 1))).isInstanceOf(Recorded.Failed.class);
        disk.failFlushes(false);
        disk.forgetRequests();
        assertThat(store.save(mapped(store.current(), 2))).isInstanceOf(Recorded.Durable.class);
        assertThat(disk.writes()).noneMatch(Geometry.slot(SECTORS, 0, 1)::overlaps);
        assertThat(disk.writes()).noneMatch(Geometry.slot(SECTORS, 1, 1)::overlaps);
    }

    private static MemoryDisk created() throws MetadataException {
        MemoryDisk disk = MemoryDisk.of512e(SECTORS);
        assertThat(DeviceMetadataStore.create(disk, FIRST)).isEqualTo(new Recorded.Durable(2));
        return disk;
    }

    /** So many entries more, so that a state covers several blocks. */
    private static Metadata grown(Metadata state, int entries) {
        Metadata grown = state;
        for (int number = 0; number < entries; number++) {
            grown = mapped(grown, number);
        }
        return grown;
    }

    private static Metadata mapped(Metadata state, int number) {
        return state.with(unit(number), new UnitRecord.Mapped(new Spare(number)));
    }

    private static MappedSector unit(int number) {
        return new MappedSector(number * 8L);
    }
}
