package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.MetadataStore.Copies;
import org.remapd.agent.port.MetadataStore.Recorded;
import org.remapd.agent.twin.ImageDisk;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;

/** What the store does in which order, and what it says and leaves when the disk does not take it. */
class DeviceMetadataStoreTest {

    private static final int SPARES = 300;
    private static final long DISK = States.diskSectors(1000, 8, SPARES);
    private static final Superblock FRESH = States.fresh(DISK, 8, SPARES);
    private static final Geometry GEOMETRY = FRESH.geometry();
    private static final int RESERVE = 2 * GEOMETRY.pages();

    /** The first page of spares. */
    private static final int PAGE = 33;

    private static final List<Change> MAPPING = List.of(States.commit(80, 7));

    private final MemoryDisk disk = MemoryDisk.of4Kn(DISK);

    private DeviceMetadataStore created() throws MetadataException {
        assertThat(DeviceMetadataStore.create(List.of(disk), FRESH)).isEqualTo(new Recorded.Durable(0));
        return loaded();
    }

    private DeviceMetadataStore loaded() throws MetadataException {
        return DeviceMetadataStore.load(List.of(disk));
    }

    private static long sector(int copy, int place) {
        return GEOMETRY.copies().get(copy).place(place).sector().number();
    }

    /** Of the first page of spares, the place that is written at the first save. */
    private static long firstWritten(int copy) {
        return sector(copy, PAGE);
    }

    private static SectorRange area(int copy) {
        return GEOMETRY.copies().get(copy).area(GEOMETRY.pages()).range();
    }

    /** Neither a page nor a superblock of this copy is taken by the disk any more. */
    private void failWrites(int copy) {
        CopyArea area = GEOMETRY.copies().get(copy);
        disk.failWrites(area.superblock().number(), CopyArea.SUPERBLOCKS * Block.SECTORS);
        disk.failWrites(area(copy).first().number(), area(copy).count());
    }

    private static boolean isMapped(DeviceMetadataStore store) {
        return store.current().spareOf(new MappedSector(80)).isPresent();
    }

    private static Recorded.Failed failed(Recorded recorded) {
        assertThat(recorded).isInstanceOf(Recorded.Failed.class);
        return (Recorded.Failed) recorded;
    }

    @Test
    void aPlaceThatTakesNoWriteIsReplacedFromTheReserve() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failWrites(firstWritten(0), 1);
        assertRecordedInTheReserveOfTheFirstCopy(store);
    }

    @Test
    void aPlaceThatDoesNotReadBackIsReplacedFromTheReserve() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failReads(firstWritten(0), 1);
        assertRecordedInTheReserveOfTheFirstCopy(store);
    }

    private void assertRecordedInTheReserveOfTheFirstCopy(DeviceMetadataStore store) throws MetadataException {
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        DeviceMetadataStore found = loaded();
        assertThat(isMapped(found)).isTrue();
        assertThat(found.damage()).isEmpty();
        assertThat(found.copies()).isEqualTo(new Copies(2, 2));
        assertThat(found.current().superblock().moved()).containsExactly(List.of(PAGE), List.of());
    }

    @Test
    void aPlaceInTheReserveThatIsBadItselfIsReplacedByTheNext() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failWrites(firstWritten(1), 1).failWrites(sector(1, RESERVE), 1).failWrites(sector(1, RESERVE + 1), 1);
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(loaded().current().superblock().moved())
                .containsExactly(List.of(), List.of(PAGE, RESERVE, RESERVE + 1));
        assertThat(isMapped(loaded())).isTrue();
    }

    @Test
    void withTheReserveUsedUpNothingIsRecordedAnyMoreAndTheStateIsTheOneBefore() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failWrites(firstWritten(0), 1).failWrites(sector(0, RESERVE), (long) CopyArea.RESERVE * Block.SECTORS);
        Recorded.Failed failed = failed(store.save(MAPPING));
        assertThat(failed.inDoubt()).isFalse();
        assertThat(failed.why().detail()).isEqualTo("no place is left in its reserve");
        assertThat(store.readOnly())
                .contains("copy 1 of the metadata cannot be written: no place is left in its reserve");
        assertThat(isMapped(store)).isFalse();
        assertThat(isMapped(loaded())).isFalse();
    }

    @Test
    void onceACopyCouldNotBeWrittenNothingIsRecordedUntilTheNextStartThoughTheDiskTakesItAgain()
            throws MetadataException {
        DeviceMetadataStore store = created();
        failWrites(1);
        assertThat(failed(store.save(MAPPING)).inDoubt()).isFalse();
        disk.repair(0, DISK);
        disk.forgetRequests();
        Recorded.Failed again = failed(store.save(MAPPING));
        assertThat(again.inDoubt()).isFalse();
        assertThat(store.readOnly()).contains(again.why().detail());
        assertThat(store.repair()).isEmpty();
        assertThat(failed(store.grow(GEOMETRY, List.of())).inDoubt()).isFalse();
        assertThat(disk.writes()).isEmpty();

        DeviceMetadataStore next = loaded();
        assertThat(isMapped(next)).as("what one copy took was undone").isFalse();
        assertThat(next.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(loaded().damage()).isEmpty();
    }

    @Test
    void whatOneCopyTookIsUndoneUnderAHigherNumberInThatCopy() throws MetadataException {
        DeviceMetadataStore store = created();
        failWrites(1);
        assertThat(failed(store.save(MAPPING)).inDoubt()).isFalse();
        assertThat(sequence(0, PAGE)).isEqualTo(2);
        assertThat(sequence(0, GEOMETRY.pages() + PAGE)).isEqualTo(3);
        assertThat(loaded().damage(0)).isEmpty();
    }

    private long sequence(int copy, int place) {
        Location at = GEOMETRY.copies().get(copy).place(place);
        ByteBuffer bytes = ByteBuffer.allocate(Block.BYTES);
        for (int sector = 0; sector < Block.SECTORS; sector++) {
            bytes.put(disk.content(at.sector().number() + sector));
        }
        Block.Reading reading = Block.decode(bytes.array(), at);
        assertThat(reading).isInstanceOf(Block.Sound.class);
        return ((Block.Sound) reading).block().sequence();
    }

    @Test
    void whereNothingWasBegunNothingIsUndone() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failReads(firstWritten(1), 1);
        failWrites(1);
        disk.forgetRequests();
        Recorded.Failed failed = failed(store.save(MAPPING));
        assertThat(failed.inDoubt()).isFalse();
        assertThat(store.readOnly()).hasValueSatisfying(why -> assertThat(why).startsWith("copy 2 "));
        assertThat(disk.writes()).noneMatch(area(0)::overlaps);
    }

    @Test
    void anErrorThatIsNotOfTheMediumCostsNoPlaceOfTheReserve() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failEverything(IoError.TIMEOUT);
        assertThat(failed(store.save(MAPPING)).why().error()).isEqualTo(IoError.TIMEOUT);
        disk.back();
        assertThat(loaded().current().superblock()).isEqualTo(FRESH);
    }

    /** The first copy was written, and the answer got lost; then nothing answered any more. */
    @Test
    void whatCouldNotBeUndoneIsInDoubtUntilTheDiskAnswersAgain() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.hangAfter(requestsUntilThePageIsWritten(), true);
        assertThat(failed(store.save(MAPPING)).inDoubt()).isTrue();
        assertThat(failed(store.save(MAPPING)).inDoubt()).as("it still is").isTrue();
        disk.back();
        assertThat(isMapped(loaded())).as("it would be found").isTrue();
        store.settle();
        assertThat(isMapped(loaded())).isFalse();
        assertThat(failed(store.save(MAPPING)).inDoubt()).isFalse();
    }

    /** Both places of the page are read in the next copy before. */
    private static int requestsUntilThePageIsWritten() {
        return 2;
    }

    @Test
    void afterAFlushThatFailedNothingCounts() throws MetadataException {
        DeviceMetadataStore store = created();
        disk.failFlushes(true);
        assertThat(failed(store.save(MAPPING)).inDoubt()).isTrue();
        disk.failFlushes(false);
        store.settle();
        assertThat(isMapped(loaded())).isFalse();
    }

    @Test
    void moreOpenFaultsThanThereIsRoomForAreCounted() throws MetadataException {
        DeviceMetadataStore store = created();
        List<Change> faults = new ArrayList<>();
        for (int fault = 0; fault < 16 * 62 + 3; fault++) {
            faults.add(new Change.Open(
                    new OpenFault(new MappedSector(8L * fault), States.lost(1), 1, Instant.EPOCH, "scrub")));
        }
        assertThat(store.save(faults)).isEqualTo(new Recorded.Durable(3));
        assertThat(loaded().current().faults()).hasSize(16 * 62);
    }

    @Test
    void eachCopyIsDurableBeforeTheNextIsTouched() throws MetadataException {
        List<ImageDisk.Request> log = new ArrayList<>();
        DeviceMetadataStore store = logged(log, ImageDisk.of(DISK));
        assertThat(store.save(List.of(States.commit(80, 7), States.commit(88, 260))))
                .isEqualTo(new Recorded.Durable(0));
        assertThat(described(log))
                .containsExactly(
                        "copy 0, place 33",
                        "copy 0, place 34",
                        "flush",
                        "copy 1, place 33",
                        "copy 1, place 34",
                        "flush");
    }

    @Test
    void aPlaceOfTheNextCopyThatWentBadUnnoticedIsMendedBeforeThisOneIsTouched() throws MetadataException {
        List<ImageDisk.Request> log = new ArrayList<>();
        ImageDisk image = ImageDisk.of(DISK);
        DeviceMetadataStore store = logged(log, image);
        image.failReads(firstWritten(1) / Block.SECTORS);
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(described(log))
                .as("wiped, since a torn write could be made whole; written; and only then the first copy")
                .startsWith("copy 1, place 33", "flush", "copy 1, place 33", "flush", "copy 0, place 33", "flush");
    }

    @Test
    void whatIsUndoneIsDurableWhenTheFailureIsReported() throws MetadataException {
        List<ImageDisk.Request> log = new ArrayList<>();
        ImageDisk image = ImageDisk.of(DISK);
        DeviceMetadataStore store = logged(log, image);
        goBadWhenWritten(image, 1);
        assertThat(failed(store.save(MAPPING)).inDoubt()).isFalse();
        assertThat(described(log).stream().filter(request -> !request.startsWith("superblock")))
                .containsSubsequence(
                        "copy 0, place 33", "flush", "copy 0, place " + (GEOMETRY.pages() + PAGE), "flush");
        assertThat(described(log)).last().isEqualTo("flush");
    }

    @Test
    void aBlockThatHoldsTheNewestVersionIsNeverWrittenTo() {
        Seeds.each(5, random -> {
            List<ImageDisk.Request> log = new ArrayList<>();
            ImageDisk image = ImageDisk.of(DISK);
            DeviceMetadataStore store = logged(log, image);
            Map<Long, Long> sequences = new HashMap<>();
            for (long block : image.used()) {
                sequences.put(block, sequenceOf(image.block(block)));
            }
            for (int save = 0; save < 40; save++) {
                assertThat(store.save(
                                List.of(States.commit(8L * save, 2 * save), States.retire(299 - random.nextInt(100)))))
                        .isEqualTo(new Recorded.Durable(0));
            }
            long half = (long) GEOMETRY.pages() * Block.SECTORS / 8;
            for (ImageDisk.Request request : log) {
                if (request instanceof ImageDisk.Write write) {
                    int copy = area(0).overlaps(SectorRange.of(write.block() * 8, 8)) ? 0 : 1;
                    boolean second = write.block() >= sector(copy, GEOMETRY.pages()) / 8;
                    long other = sequences.getOrDefault(second ? write.block() - half : write.block() + half, -1L);
                    assertThat(other)
                            .as("the other place of what is written to block %d", write.block())
                            .isGreaterThanOrEqualTo(sequences.getOrDefault(write.block(), -1L));
                    sequences.put(write.block(), sequenceOf(write.bytes()));
                }
            }
        });
    }

    private static long sequenceOf(byte[] block) {
        return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
    }

    private static DeviceMetadataStore logged(List<ImageDisk.Request> log, ImageDisk image) throws MetadataException {
        assertThat(DeviceMetadataStore.create(List.of(image), FRESH)).isEqualTo(new Recorded.Durable(0));
        return DeviceMetadataStore.load(List.of(image.logTo(log, 0)));
    }

    /** Whatever is written of a copy is lost. */
    private static void goBadWhenWritten(ImageDisk image, int copy) {
        for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
            image.goBadWhenWritten(
                    GEOMETRY.copies().get(copy).superblock(place).sector().number() / 8);
        }
        IntStream.range(0, RESERVE + CopyArea.RESERVE)
                .forEach(place -> image.goBadWhenWritten(sector(copy, place) / 8));
    }

    private static List<String> described(List<ImageDisk.Request> log) {
        return log.stream().map(DeviceMetadataStoreTest::describe).toList();
    }

    private static String describe(ImageDisk.Request request) {
        if (!(request instanceof ImageDisk.Write write)) {
            return "flush";
        }
        long sector = write.block() * Block.SECTORS;
        return IntStream.range(0, 2)
                .filter(copy -> area(copy).overlaps(SectorRange.of(sector, Block.SECTORS)))
                .mapToObj(copy -> "copy " + copy + ", place "
                        + (sector - area(copy).first().number()) / Block.SECTORS)
                .findFirst()
                .orElse("superblock");
    }

    /**
     * While the first copy is undone because the second has failed for good, a power cut may tear it: then nobody is certain. It is
     * refused rather than guessed.
     */
    @Test
    void aPowerCutDuringAnUndoLeavesTheStateBeforeOrInHandOrADeviceThatIsRefused() throws MetadataException {
        List<ImageDisk.Request> log = new ArrayList<>();
        ImageDisk image = ImageDisk.of(DISK);
        DeviceMetadataStore store = logged(log, image);
        goBadWhenWritten(image, 1);
        ImageDisk cut = image.copy();
        assertThat(failed(store.save(MAPPING)).inDoubt()).isFalse();
        List<String> refused = new ArrayList<>();
        for (ImageDisk.Request request : log) {
            if (request instanceof ImageDisk.Write write) {
                for (int sectors = 1; sectors < Block.SECTORS; sectors++) {
                    ImageDisk torn = cut.copy();
                    byte[] bytes = cut.block(write.block()).clone();
                    System.arraycopy(write.bytes(), 0, bytes, 0, sectors * 512);
                    torn.put(write.block(), bytes);
                    if (!loads(torn)) {
                        refused.add(describe(write));
                    }
                }
                cut.put(write.block(), write.bytes());
                assertThat(loads(cut)).isTrue();
            }
        }
        assertThat(refused).containsOnly("copy 0, place " + (GEOMETRY.pages() + PAGE));
        assertThat(isMapped(DeviceMetadataStore.load(List.of(cut)))).isFalse();
    }

    private static boolean loads(ImageDisk image) {
        try {
            DeviceMetadataStore found = DeviceMetadataStore.load(List.of(image));
            assertThat(found.current().mappings()).isEqualTo(isMapped(found) ? 1 : 0);
            return true;
        } catch (MetadataException e) {
            assertThat(e.problem().describe()).contains("page " + PAGE);
            return false;
        }
    }

    @Test
    void aDeviceIsCreatedRoundBadPlaces() throws MetadataException {
        disk.failWrites(GEOMETRY.copies().get(0).superblock(1).sector().number(), Block.SECTORS)
                .failWrites(sector(0, 5), 1)
                .failWrites(sector(1, PAGE), 1)
                .failWrites(sector(1, RESERVE), 1);
        DeviceMetadataStore store = created();
        assertThat(store.current().superblock().moved()).containsExactly(List.of(5), List.of(PAGE, RESERVE));
        assertThat(store.damage()).isEmpty();
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(isMapped(loaded())).isTrue();
    }

    @Test
    void aDeviceIsNotCreatedOnADiskWithMoreBadPlacesThanTheReserveHas() throws MetadataException {
        disk.failWrites(sector(0, 0), (CopyArea.RESERVE + 1L) * Block.SECTORS);
        assertThat(failed(DeviceMetadataStore.create(List.of(disk), FRESH))
                        .why()
                        .error())
                .isEqualTo(IoError.UNSPECIFIC);
        disk.repair(0, DISK);
        assertThatThrownBy(this::loaded).isInstanceOf(MetadataException.class);
    }

    @Test
    void aDeviceIsNotCreatedOnADiskThatDoesNotAnswer() throws MetadataException {
        disk.failEverything(IoError.GONE);
        assertThat(failed(DeviceMetadataStore.create(List.of(disk), FRESH))
                        .why()
                        .error())
                .isEqualTo(IoError.GONE);
    }

    @Test
    void aCopyThatIsLostIsNamedMendedAndWholeAgain() throws MetadataException {
        assertThat(created().save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        CopyArea second = GEOMETRY.copies().get(1);
        disk.fill(second.superblock().number(), new byte[CopyArea.SUPERBLOCKS * Block.BYTES]);
        disk.fill(second.area().number(), new byte[RESERVE * Block.BYTES]);
        DeviceMetadataStore store = loaded();
        assertThat(isMapped(store)).isTrue();
        assertThat(store.copies()).isEqualTo(new Copies(1, 2));
        assertThat(store.damage(0)).isEmpty();
        assertThat(store.damage(1))
                .hasSize(1 + GEOMETRY.usedPages())
                .allMatch(line -> line.startsWith("copy 2, "))
                .anyMatch(line -> line.startsWith("copy 2, superblock: "))
                .anyMatch(line -> line.startsWith("copy 2, page 33 (spares 0 to 250): "));
        List<String> damage = store.damage();
        assertThat(store.repair()).containsExactlyInAnyOrderElementsOf(damage);
        assertThat(store.copies()).isEqualTo(new Copies(2, 2));
        assertThat(store.repair()).as("nothing is left to mend").isEmpty();
        assertThat(loaded().damage()).isEmpty();
    }

    @Test
    void aSaveMendsWhatIsDamagedFirst() throws MetadataException {
        created();
        disk.fill(firstWritten(1), new byte[Block.BYTES]);
        DeviceMetadataStore store = loaded();
        assertThat(store.damage()).hasSize(1);
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(store.damage()).isEmpty();
        assertThat(loaded().damage()).isEmpty();
    }

    @Test
    void aCopyThatCannotBeMendedIsStillReadAndNothingIsRecordedAnyMore() throws MetadataException {
        assertThat(created().save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        disk.fill(firstWritten(1), new byte[Block.BYTES]);
        failWrites(1);
        DeviceMetadataStore store = loaded();
        assertThat(store.repair()).isEmpty();
        assertThat(store.readOnly())
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("it cannot be mended (copy 2, page 33 (spares 0 to 250): "));
        assertThat(isMapped(store)).isTrue();
        assertThat(store.copies()).isEqualTo(new Copies(1, 2));
        assertThat(failed(store.save(List.of(States.commit(88, 8)))).inDoubt()).isFalse();
    }

    @Test
    void aDiskThatCannotJoinLeavesTheDeviceAsItIs() throws MetadataException {
        DeviceMetadataStore store = created();
        MemoryDisk joins = MemoryDisk.of4Kn(DISK).failEverything(IoError.GONE);
        Geometry larger = Layout.with(GEOMETRY, States.disk(DISK), 50).orElseThrow();
        assertThat(failed(store.grow(larger, List.of(joins))).inDoubt()).isFalse();
        assertThat(store.readOnly()).isEmpty();
        assertThat(store.save(MAPPING)).isEqualTo(new Recorded.Durable(0));
        assertThat(loaded().current().geometry()).isEqualTo(GEOMETRY);
    }
}
