package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.Pages;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.twin.ImageDisk;
import org.remapd.agent.twin.Seeds;

/**
 * Damage of every kind at every place: what was recorded is loaded all the same, or the load is refused and says where the damage
 * is. Never is anything else loaded. Pages that are only for people may fall back to what they said before.
 */
class RotTest {

    private static final int SPARES = 300;
    private static final long DISK = States.diskSectors(1000, 8, SPARES);

    private final ImageDisk disk = ImageDisk.of(DISK);
    private Known known = new Known(States.fresh(DISK, 8, SPARES), List.of());
    private long tried;
    private long refused;

    /** What any of the earlier versions said, for pages that may fall back to it. */
    private final List<Known> earlier = new ArrayList<>();

    @BeforeEach
    void aDeviceWithSomethingOnEachKindOfPage() throws MetadataException {
        DeviceMetadataStore.create(List.of(disk), known.superblock());
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
        earlier.add(Known.of(store.current()));
        for (int save = 0; save < 5; save++) {
            MappedSector unit = new MappedSector(8L * save);
            if (save == 3) {
                // So that a place has moved too.
                disk.goBad(store.current().superblock().place(0, 33, 0).sector().number() / 8);
                disk.goBad(store.current().superblock().place(0, 34, 1).sector().number() / 8);
            }
            store.save(List.of(
                    States.commit(80L * save, 3 * save, save),
                    States.prepare(800 + 80L * save, 251 + save),
                    States.retire(100 + save),
                    new Change.Open(new OpenFault(unit, States.lost(2), save, Instant.EPOCH, "scrub")),
                    new Change.Remember(new Event(
                            Instant.EPOCH, unit, new DiskSector(8), Fate.REMAPPED, LostSectors.none(), "x"))));
            earlier.add(Known.of(store.current()));
        }
        known = Known.of(store.current());
        assertThat(known.superblock().hasMoved(0)).isTrue();
        assertThat(DeviceMetadataStore.load(List.of(disk)).damage()).isEmpty();
    }

    /** The long form takes every bit of what is around a body, and of the body a sample still. */
    private static int step(int bit) {
        boolean body = bit >= 8 * 64 && bit < 8 * 4088;
        if (Seeds.isLong()) {
            return body ? 24 : 1;
        }
        return 3000;
    }

    @Test
    void anyFlippedBitAlone() {
        Seeds.once(random -> {
            for (Location at : inUse()) {
                for (int bit = 0; bit < 8 * ImageDisk.BLOCK_BYTES; bit += 1 + random.nextInt(step(bit))) {
                    ImageDisk harmed = flipped(disk, at, bit);
                    load(harmed, "bit " + bit + " flipped at " + at, true, List.of(at));
                }
            }
            report("a flipped bit");
        });
        assertThat(refused).as("one block alone is never too much").isZero();
    }

    /** That each block may be unsound, the next test shows. The short form takes one bit of each byte. */
    @Test
    void everyFlippedBitOfEveryBlockIsNoticed() {
        Seeds.once(random -> {
            for (Location at : inUse()) {
                byte[] bytes = disk.block(at.sector().number() / 8).clone();
                for (int bit = 0; bit < 8 * bytes.length; bit += Seeds.isLong() ? 1 : 8) {
                    int flip = Seeds.isLong() ? bit : bit + random.nextInt(8);
                    bytes[flip / 8] ^= (byte) (1 << flip % 8);
                    if (Block.decode(bytes, at) instanceof Block.Sound) {
                        throw new AssertionError("bit " + flip + " flipped at " + at + " is not noticed");
                    }
                    bytes[flip / 8] ^= (byte) (1 << flip % 8);
                    tried++;
                }
            }
            report("each bit of each block");
        });
    }

    @Test
    void everyBlockUnreadableZeroedOrOverwrittenAlone() {
        for (Location at : inUse()) {
            long block = at.sector().number() / 8;
            load(disk.copy().failReads(block), "unreadable at " + at, true, List.of(at));
            load(overwritten(disk, at, new byte[ImageDisk.BLOCK_BYTES]), "zeroed at " + at, true, List.of(at));
            byte[] other = new byte[ImageDisk.BLOCK_BYTES];
            java.util.Arrays.fill(other, (byte) 0xA5);
            load(overwritten(disk, at, other), "overwritten at " + at, true, List.of(at));
        }
        report("a lost block");
        assertThat(refused).isZero();
    }

    @Test
    void oneWholeCopyLostAloneHoweverItWasLost() {
        for (int copy = 0; copy < 2; copy++) {
            ImageDisk unreadable = disk.copy();
            ImageDisk zeroed = disk.copy();
            for (Location at : inUse(copy)) {
                unreadable.failReads(at.sector().number() / 8);
                zeroed.put(at.sector().number() / 8, new byte[ImageDisk.BLOCK_BYTES]);
            }
            load(unreadable, "copy " + copy + " unreadable", true, inUse(copy));
            load(zeroed, "copy " + copy + " zeroed", true, inUse(copy));
        }
        assertThat(refused).isZero();
    }

    @Test
    void oneWholeCopyUnreadableAndABlockOfTheOther() {
        Seeds.once(random -> {
            for (int copy = 0; copy < 2; copy++) {
                ImageDisk alone = disk.copy();
                inUse(copy).forEach(at -> alone.failReads(at.sector().number() / 8));
                for (Location at : inUse(1 - copy)) {
                    List<Location> harmed = List.of(at);
                    load(alone.copy().failReads(at.sector().number() / 8), "unreadable at " + at, false, harmed);
                    load(overwritten(alone, at, new byte[ImageDisk.BLOCK_BYTES]), "zeroed at " + at, false, harmed);
                    int bits = 8 * ImageDisk.BLOCK_BYTES;
                    for (int bit = 0; bit < bits; bit += Seeds.isLong() ? 17 : 1 + random.nextInt(20_000)) {
                        load(flipped(alone, at, bit), "bit " + bit + " flipped at " + at, false, harmed);
                    }
                }
            }
            report("a copy and a block");
        });
        assertThat(refused)
                .as("both places of a page of spares are needed then")
                .isPositive();
    }

    @Test
    void anyTwoBlocks() {
        Seeds.each(2000, random -> {
            List<Location> all = inUse();
            ImageDisk harmed = disk.copy();
            List<Location> places = new ArrayList<>();
            for (int harm = 0; harm < 2; harm++) {
                Location at = all.get(random.nextInt(all.size()));
                harmed.failReads(at.sector().number() / 8);
                places.add(at);
            }
            load(harmed, "unreadable at " + places, false, places);
        });
    }

    @Test
    void aCopyThatSilentlyLostItsLastWritesIsOutvotedAndMended() throws MetadataException {
        for (int copy = 0; copy < 2; copy++) {
            ImageDisk stale = disk.copy();
            DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk.copy()));
            assertThat(store.damage()).isEmpty();
            ImageDisk live = disk.copy();
            DeviceMetadataStore writer = DeviceMetadataStore.load(List.of(live));
            writer.save(List.of(States.commit(1600, 60)));
            writer.save(List.of(States.commit(1608, 61)));
            writer.save(List.of(States.commit(1616, 62)));
            inUse(copy)
                    .forEach(at -> live.put(
                            at.sector().number() / 8, stale.block(at.sector().number() / 8)));
            DeviceMetadataStore found = DeviceMetadataStore.load(List.of(live));
            Known.of(writer.current()).assertIs(found.current(), "copy " + copy + " is stale");
            assertThat(found.damage()).as("copy %d is stale", copy).isNotEmpty();
            assertThat(found.repair()).isNotEmpty();
            assertThat(found.readOnly()).isEmpty();
            assertThat(DeviceMetadataStore.load(List.of(live)).damage()).isEmpty();
        }
    }

    @Test
    void aCopyReplacedByAnImageOfItselfFromAnyEarlierTimeIsOutvoted() {
        Seeds.each(20, random -> {
            ImageDisk live = disk.copy();
            DeviceMetadataStore writer = DeviceMetadataStore.load(List.of(live));
            List<ImageDisk> images = new ArrayList<>();
            for (int save = 0; save < 8; save++) {
                images.add(live.copy());
                writer.save(List.of(States.commit(1600 + 8L * save, 60 + save), States.retire(290 - save)));
            }
            int copy = random.nextInt(2);
            ImageDisk old = images.get(random.nextInt(images.size()));
            inUse(copy)
                    .forEach(at -> live.put(
                            at.sector().number() / 8, old.block(at.sector().number() / 8)));
            DeviceMetadataStore found = DeviceMetadataStore.load(List.of(live));
            Known.of(writer.current()).assertIs(found.current(), "an older copy " + copy);
        });
    }

    /** Blocks are at home at one place of one copy of one device: anywhere else they are damage. */
    @Test
    void blocksThatChangedPlacesAreNotBelieved() {
        Seeds.each(300, random -> {
            List<Location> all = inUse();
            Location one = all.get(random.nextInt(all.size()));
            Location other = all.get(random.nextInt(all.size()));
            if (!one.equals(other)) {
                load(
                        overwritten(disk, one, disk.block(other.sector().number() / 8)),
                        one + " holds what belongs to " + other,
                        true,
                        List.of(one));
            }
        });
        assertThat(refused).isZero();
    }

    private void load(ImageDisk harmed, String what, boolean mustLoad, List<Location> places) {
        tried++;
        if (tried % 100_000 == 0) {
            System.out.printf("RotTest: %,d states so far%n", tried);
        }
        try {
            DeviceMetadataStore store = DeviceMetadataStore.load(List.of(harmed));
            assertKnown(store.current(), what, mustLoad);
        } catch (MetadataException e) {
            refused++;
            assertThat(mustLoad).as("refused, %s: %s", what, e.getMessage()).isFalse();
            assertThat(places)
                    .as("refused, %s: %s", what, e.getMessage())
                    .anyMatch(place -> e.problem().describe().contains(place.toString()));
        }
    }

    private void assertKnown(Metadata loaded, String what, boolean exactly) {
        assertThat(loaded.superblock()).as(what).isEqualTo(known.superblock());
        for (int page = 0; page < loaded.geometry().usedPages(); page++) {
            int number = page;
            byte[] body = Pages.body(loaded, page);
            boolean same = java.util.Arrays.equals(body, known.pages().get(page));
            boolean forPeople = !exactly
                    && !Pages.isVital(page)
                    && earlier.stream()
                            .anyMatch(then ->
                                    java.util.Arrays.equals(body, then.pages().get(number)));
            if (!same && !forPeople) {
                throw new AssertionError(what + ": " + Pages.describe(page) + " is not what was recorded");
            }
        }
    }

    private static ImageDisk flipped(ImageDisk from, Location at, int bit) {
        byte[] bytes = from.block(at.sector().number() / 8).clone();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return overwritten(from, at, bytes);
    }

    private static ImageDisk overwritten(ImageDisk from, Location at, byte[] bytes) {
        ImageDisk harmed = from.copy();
        harmed.put(at.sector().number() / 8, bytes);
        return harmed;
    }

    private List<Location> inUse() {
        List<Location> all = new ArrayList<>(inUse(0));
        all.addAll(inUse(1));
        return all;
    }

    private List<Location> inUse(int copy) {
        Superblock superblock = known.superblock();
        Geometry geometry = superblock.geometry();
        CopyArea area = geometry.copies().get(copy);
        List<Location> places = new ArrayList<>();
        for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
            places.add(area.superblock(place));
        }
        for (int page = 0; page < geometry.usedPages(); page++) {
            places.add(superblock.place(copy, page, 0));
            places.add(superblock.place(copy, page, 1));
        }
        return places;
    }

    private void report(String what) {
        System.out.printf("RotTest, %s: %,d states tried, %,d refused%n", what, tried, refused);
    }

    @Test
    void allThatIsInUseIsLookedAt() {
        TreeSet<Long> written = new TreeSet<>(disk.used());
        TreeSet<Long> known = new TreeSet<>();
        inUse().forEach(at -> known.add(at.sector().number() / 8));
        Optional<Long> missing =
                known.stream().filter(block -> !written.contains(block)).findFirst();
        assertThat(missing).isEmpty();
        assertThat(known).hasSize(2 * (4 + 2 * 35));
    }
}
