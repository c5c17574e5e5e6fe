package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.MetadataStore.Copies;
import org.remapd.agent.port.MetadataStore.Recorded;
import org.remapd.agent.twin.ImageDisk;
import org.remapd.agent.twin.Seeds;

/**
 * The power is cut at every request that the store makes: whatever a drive may then have kept of the writes that were not
 * flushed, some of them, whole or torn at a sector, the next start finds what was acknowledged, and of the save in hand each
 * page as before or as after.
 */
class CrashTest {

    private static final int SPARES = 1000;
    private static final long DISK = States.diskSectors(2000, 8, SPARES);
    private static final long SPARE_DISK = 16_384;
    private static final int SECTORS = 8;

    private static final int SINGLES = Seeds.isLong() ? 500 : 10;
    private static final int FOLLOWED = Seeds.isLong() ? 20 : 60;
    private static final int CUT_AGAIN = Seeds.isLong() ? 40 : 400;

    /**
     * How many of the states that a cut can leave are tried.
     *
     * @param window  of so many writes that are not flushed all subsets
     * @param subsets of more so many subsets, by chance
     * @param tears   so many times some of the writes torn, by chance
     * @param eachCut of a write that is alone every so many of the places where it can be torn
     */
    private record Thoroughness(int window, int subsets, int tears, int eachCut) {}

    private static final Thoroughness SAMPLE = new Thoroughness(3, 4, 2, 5);
    private static final Thoroughness FULL = Seeds.isLong() ? new Thoroughness(10, 200, 40, 1) : SAMPLE;

    @Test
    void aPowerCutAtAnyRequestLeavesTheStateBeforeOrAfter() {
        Seeds.once(random -> {
            Story story = new Story(random);
            story.run();
            System.out.printf(
                    "CrashTest: %,d states tried, %,d of them gone on with, %,d of those cut again%n",
                    story.tried, story.followed, story.cutAgain);
            assertThat(story.tried).isGreaterThan(Seeds.isLong() ? 100_000 : 2_000);
        });
    }

    /** What the next start may find. */
    private interface Expected {
        void check(List<ImageDisk> images, String when) throws MetadataException;
    }

    private interface Action {
        void run() throws MetadataException;
    }

    /** The life of a device, every request of which is recorded and cut. */
    private static final class Story {

        private final Random random;
        private final List<ImageDisk> disks = new ArrayList<>();
        private final List<ImageDisk.Request> log = new ArrayList<>();
        private DeviceMetadataStore store;
        /** Whether some place is bad that nobody may have noticed. */
        private boolean latent;

        /** Copies of which one place of the superblock is bad; with two the store rightly gives up. */
        private final Set<Integer> badRings = new HashSet<>();

        private long tried;
        private long followed;
        private long cutAgain;

        Story(Random random) throws MetadataException {
            this.random = random;
            ImageDisk disk = ImageDisk.of(DISK);
            disks.add(disk.logTo(log, 0));
            // Something was on it already.
            assertDurable(DeviceMetadataStore.create(List.of(disk), named("earlier")));
            DeviceMetadataStore earlier = DeviceMetadataStore.load(List.of(disk));
            assertDurable(earlier.save(List.of(States.commit(80, 7))));
            this.store = earlier;
            log.clear();
        }

        void run() throws MetadataException {
            create();
            for (int single = 0; single < SINGLES; single++) {
                save("mapping " + single, List.of(map()));
            }
            for (int group = 0; group < (Seeds.isLong() ? 60 : 6); group++) {
                save("group " + group, several(1 + random.nextInt(30)));
            }
            badPlaces();
            repairs();
            grow();
            for (int group = 0; group < (Seeds.isLong() ? 30 : 3); group++) {
                save("group after growing " + group, several(1 + random.nextInt(20)));
            }
            badPlaces();
            repairs();
            grow();
            save("after growing again", several(10));
        }

        private Superblock named(String name) {
            return States.fresh(DISK, 8, SPARES).named(name);
        }

        private void create() throws MetadataException {
            Known earlier = Known.of(store.current());
            Known fresh = Known.of(Metadata.fresh(named("remap0")));
            cut(
                    "creating",
                    (images, when) -> {
                        Optional<DeviceMetadataStore> found = loaded(images);
                        if (found.isPresent()) {
                            boolean isNew =
                                    found.get().current().superblock().name().equals("remap0");
                            (isNew ? fresh : earlier).assertIs(found.get().current(), when);
                        }
                    },
                    () -> assertDurable(DeviceMetadataStore.create(List.copyOf(disks), named("remap0"))));
            store = DeviceMetadataStore.load(List.copyOf(disks));
            fresh.assertIs(store.current(), "created");
        }

        private static Optional<DeviceMetadataStore> loaded(List<ImageDisk> images) {
            try {
                return Optional.of(DeviceMetadataStore.load(List.copyOf(Known.discover(images))));
            } catch (MetadataException e) {
                return Optional.empty();
            }
        }

        private void save(String what, List<Change> changes) throws MetadataException {
            recorded(what, () -> assertDurable(store.save(changes)));
        }

        /** Something that goes from one state to another, or stays in one. */
        private void recorded(String what, Action action) throws MetadataException {
            Known before = Known.of(store.current());
            List<ImageDisk> start = disks.stream().map(ImageDisk::copy).toList();
            log.clear();
            action.run();
            Known after = Known.of(store.current());
            int members = after.superblock().geometry().members().size();
            explore(start, List.copyOf(log), what, FULL, (images, when) -> {
                List<ImageDisk> together = Known.discover(images.subList(0, members));
                DeviceMetadataStore found = DeviceMetadataStore.load(List.copyOf(together));
                Known.assertBetween(before, after, found.current(), when);
                if (random.nextInt(FOLLOWED) == 0) {
                    goOn(together, when);
                }
            });
            DeviceMetadataStore found = DeviceMetadataStore.load(List.copyOf(disks.subList(0, members)));
            after.assertIs(found.current(), "acknowledged: " + what);
            if (!latent) {
                assertThat(found.damage()).as("acknowledged: %s", what).isEmpty();
            }
        }

        /** After a cut the copies are mended, and life goes on; now and then it is cut there once more. */
        private void goOn(List<ImageDisk> images, String when) throws MetadataException {
            followed++;
            List<ImageDisk> start = images.stream().map(ImageDisk::copy).toList();
            List<ImageDisk.Request> requests = new ArrayList<>();
            for (int disk = 0; disk < images.size(); disk++) {
                images.get(disk).logTo(requests, disk);
            }
            DeviceMetadataStore found = DeviceMetadataStore.load(List.copyOf(images));
            Known before = Known.of(found.current());
            found.repair();
            int copies = before.superblock().geometry().copies().size();
            assertThat(found.copies())
                    .as("mended, %s: %s, %s", when, found.readOnly(), found.damage())
                    .isEqualTo(new Copies(copies, copies));
            Spare spare = found.current().freeSpare(new Spare(0)).orElseThrow();
            assertDurable(found.save(List.of(
                    States.commit(freeUnit(found.current()), spare.number()), new Change.NoteScrub(scrub(9, 9)))));
            Known after = Known.of(found.current());
            DeviceMetadataStore again = DeviceMetadataStore.load(List.copyOf(images));
            after.assertIs(again.current(), "gone on, " + when);
            assertThat(again.damage()).as(when).isEmpty();
            if (random.nextInt(CUT_AGAIN) < FOLLOWED) {
                cutAgain++;
                explore(
                        start,
                        requests,
                        "gone on, " + when,
                        SAMPLE,
                        (cut, then) -> Known.assertBetween(
                                before,
                                after,
                                DeviceMetadataStore.load(List.copyOf(Known.discover(cut)))
                                        .current(),
                                then));
            }
        }

        private void count() {
            tried++;
            if (tried % 10_000 == 0) {
                System.out.printf("CrashTest: %,d states so far%n", tried);
            }
        }

        private void cut(String what, Expected expected, Action action) throws MetadataException {
            List<ImageDisk> start = disks.stream().map(ImageDisk::copy).toList();
            log.clear();
            action.run();
            explore(start, List.copyOf(log), what, FULL, expected);
        }

        /** All that may be on the disks when the power is cut while these requests are made. */
        private void explore(
                List<ImageDisk> start,
                List<ImageDisk.Request> requests,
                String what,
                Thoroughness thoroughness,
                Expected expected)
                throws MetadataException {
            List<ImageDisk> durable = start.stream().map(ImageDisk::copy).toList();
            List<ImageDisk.Write> pending = new ArrayList<>();
            for (int at = 0; at < requests.size(); at++) {
                if (requests.get(at) instanceof ImageDisk.Write write) {
                    pending.add(write);
                } else if (requests.get(at) instanceof ImageDisk.Flush flush) {
                    cutHere(durable, pending, what + ", before request " + at, thoroughness, expected);
                    for (ImageDisk.Write write : pending) {
                        if (write.disk() == flush.disk()) {
                            durable.get(write.disk()).put(write.block(), write.bytes());
                        }
                    }
                    pending.removeIf(write -> write.disk() == flush.disk());
                }
            }
            assertThat(pending).as("acknowledged, and not flushed: %s", what).isEmpty();
            count();
            expected.check(durable.stream().map(ImageDisk::copy).toList(), what + ", at the end");
        }

        /** Every prefix of the writes is among the subsets. */
        private void cutHere(
                List<ImageDisk> durable,
                List<ImageDisk.Write> pending,
                String when,
                Thoroughness thoroughness,
                Expected expected)
                throws MetadataException {
            int writes = pending.size();
            if (writes <= thoroughness.window()) {
                for (int subset = 0; subset < 1 << writes; subset++) {
                    int[] kept = new int[writes];
                    for (int write = 0; write < writes; write++) {
                        kept[write] = (subset >> write & 1) == 0 ? 0 : ALL;
                    }
                    check(durable, pending, kept, when, expected);
                }
            } else {
                for (int round = 0; round < thoroughness.subsets(); round++) {
                    int prefix = random.nextInt(writes + 1);
                    boolean inOrder = random.nextBoolean();
                    int[] kept = new int[writes];
                    for (int write = 0; write < writes; write++) {
                        kept[write] = (inOrder ? write < prefix : random.nextBoolean()) ? ALL : 0;
                    }
                    check(durable, pending, kept, when, expected);
                }
            }
            if (writes == 1) {
                for (int cut = 1 + random.nextInt(thoroughness.eachCut());
                        cut < SECTORS;
                        cut += thoroughness.eachCut()) {
                    check(durable, pending, new int[] {(1 << cut) - 1}, when, expected);
                    check(durable, pending, new int[] {ALL & ~((1 << cut) - 1)}, when, expected);
                }
            }
            for (int round = 0; round < (writes == 0 ? 0 : thoroughness.tears()); round++) {
                int[] kept = new int[writes];
                for (int write = 0; write < writes; write++) {
                    kept[write] = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextBoolean() ? ALL : 0;
                }
                check(durable, pending, kept, when, expected);
            }
        }

        private static final int ALL = 255;

        /** Of each write the sectors in its mask are kept. */
        private void check(
                List<ImageDisk> durable, List<ImageDisk.Write> pending, int[] kept, String when, Expected expected)
                throws MetadataException {
            count();
            List<ImageDisk> images = durable.stream().map(ImageDisk::copy).toList();
            for (int i = 0; i < kept.length; i++) {
                ImageDisk.Write write = pending.get(i);
                ImageDisk image = images.get(write.disk());
                if (kept[i] == ALL) {
                    image.put(write.block(), write.bytes());
                } else if (kept[i] != 0) {
                    image.put(write.block(), torn(image.block(write.block()), write.bytes(), kept[i]));
                }
            }
            String all = when + ", kept " + java.util.Arrays.toString(kept);
            try {
                expected.check(images, all);
            } catch (MetadataException | RuntimeException e) {
                throw new AssertionError(all + ": " + e, e);
            }
        }

        private static byte[] torn(byte[] before, byte[] after, int mask) {
            byte[] torn = before.clone();
            for (int sector = 0; sector < SECTORS; sector++) {
                if ((mask >> sector & 1) != 0) {
                    System.arraycopy(after, sector * 512, torn, sector * 512, 512);
                }
            }
            return torn;
        }

        private Change map() {
            Metadata now = store.current();
            return States.commit(
                    freeUnit(now), now.freeSpare(new Spare(0)).orElseThrow().number());
        }

        private long freeUnit(Metadata now) {
            while (true) {
                MappedSector unit =
                        new MappedSector(random.nextLong(now.geometry().units()) * 8);
                if (now.spareOf(unit).isEmpty()) {
                    return unit.number();
                }
            }
        }

        /** Changes of all kinds that may be recorded together. */
        private List<Change> several(int count) {
            Metadata now = store.current();
            List<Change> changes = new ArrayList<>();
            List<Spare> touched = new ArrayList<>();
            List<Long> units = new ArrayList<>();
            while (changes.size() < count) {
                Spare spare = new Spare(random.nextInt(now.geometry().spares()));
                long unit = freeUnit(now);
                if (touched.contains(spare) || units.contains(unit)) {
                    continue;
                }
                touched.add(spare);
                units.add(unit);
                changes.add(one(now.at(spare), spare, unit));
            }
            return changes;
        }

        private Change one(SpareRecord there, Spare spare, long unit) {
            if (random.nextInt(3) == 0) {
                return switch (random.nextInt(4)) {
                    case 0 ->
                        new Change.Open(new OpenFault(
                                new MappedSector(unit), States.lost(1), random.nextInt(9), Instant.EPOCH, "scrub"));
                    case 1 ->
                        store.current().faults().stream()
                                .findFirst()
                                .<Change>map(fault -> new Change.Close(fault.unit()))
                                .orElseGet(() -> new Change.Close(new MappedSector(unit)));
                    case 2 -> new Change.NoteScrub(scrub(7, unit));
                    default ->
                        new Change.Remember(new Event(
                                Instant.EPOCH,
                                new MappedSector(unit),
                                new DiskSector(unit),
                                Fate.REMAPPED,
                                LostSectors.none(),
                                "scrub"));
                };
            }
            if (there instanceof SpareRecord.Retired) {
                return new Change.Retire(spare);
            }
            Optional<SpareRecord.Claim> holder = there.holder();
            if (holder.isEmpty()) {
                return random.nextBoolean()
                        ? States.commit(unit, spare.number(), 2)
                        : States.prepare(unit, spare.number());
            }
            return switch (random.nextInt(4)) {
                case 0 -> new Change.Withdraw(spare);
                case 1 -> new Change.Retire(spare);
                case 2 -> new Change.Poison(spare, States.lost(random.nextInt(8)));
                default ->
                    new Change.Commit(holder.get().unit(), spare, holder.get().poison());
            };
        }

        /** The place to which a page, or a superblock, is written next goes bad. */
        private void badPlaces() throws MetadataException {
            int copy = random.nextInt(store.current().geometry().copies().size());
            latent = true;
            for (int round = 0; round < 6; round++) {
                int page = random.nextInt(store.current().geometry().usedPages());
                if (round == 3 && badRings.add(copy)) {
                    goBad(nextSuperblock(copy));
                }
                goBad(nextPlace(copy, 33));
                goBad(nextPlace(copy, page));
                save("bad places, round " + round, several(20));
            }
        }

        private void goBad(Location at) {
            disks.get(at.member()).goBad(at.sector().number() / SECTORS);
        }

        private Location nextPlace(int copy, int page) {
            Superblock superblock = store.current().superblock();
            Location first = superblock.place(copy, page, 0);
            Location second = superblock.place(copy, page, 1);
            return sequence(first) <= sequence(second) ? first : second;
        }

        private Location nextSuperblock(int copy) {
            CopyArea area = store.current().geometry().copies().get(copy);
            int newest = 0;
            for (int place = 1; place < CopyArea.SUPERBLOCKS; place++) {
                newest = sequence(area.superblock(place)) > sequence(area.superblock(newest)) ? place : newest;
            }
            return area.superblock((newest + 1) % CopyArea.SUPERBLOCKS);
        }

        private long sequence(Location at) {
            byte[] block = disks.get(at.member()).block(at.sector().number() / SECTORS);
            return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
        }

        /** One copy is damaged, and what mends it is cut. */
        private void repairs() throws MetadataException {
            for (int copy = 0; copy < store.current().geometry().copies().size(); copy++) {
                damage(copy);
                int number = copy;
                int members = store.current().geometry().members().size();
                store = DeviceMetadataStore.load(List.copyOf(disks.subList(0, members)));
                recorded(
                        "mending copy " + number,
                        () -> assertThat(store.repair()).isNotEmpty());
                save("after mending copy " + number, several(5));
            }
        }

        private void damage(int copy) {
            Superblock superblock = store.current().superblock();
            int pages = superblock.geometry().usedPages();
            for (int page = 0; page < pages; page++) {
                for (int place = 0; place < 2; place++) {
                    if (random.nextInt(3) > 0) {
                        damage(superblock.place(copy, page, place));
                    }
                }
            }
            // A spare device is known by its only superblock, so one place of it stays.
            int stays =
                    superblock.geometry().copies().get(copy).member() == 0 ? -1 : random.nextInt(CopyArea.SUPERBLOCKS);
            for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
                if (place != stays && random.nextBoolean()) {
                    damage(superblock.geometry().copies().get(copy).superblock(place));
                }
            }
        }

        private void damage(Location at) {
            ImageDisk disk = disks.get(at.member());
            long block = at.sector().number() / SECTORS;
            if (random.nextBoolean()) {
                disk.put(block, new byte[ImageDisk.BLOCK_BYTES]);
            } else {
                disk.failReads(block);
            }
        }

        /** A disk joins that was part of something else before. */
        private void grow() throws MetadataException {
            ImageDisk joins = ImageDisk.of(SPARE_DISK);
            Geometry other = Layout.onEmptyDisk(States.disk(SPARE_DISK), 8, 50).orElseThrow();
            assertDurable(DeviceMetadataStore.create(
                    List.of(joins),
                    Superblock.fresh(new java.util.UUID(1, disks.size()), "other", States.CREATED, other)));
            Known otherDevice =
                    Known.of(DeviceMetadataStore.load(List.of(joins)).current());
            assertThat(otherDevice.superblock().name()).isEqualTo("other");
            disks.add(joins.logTo(log, disks.size()));
            Geometry larger = Layout.with(store.current().geometry(), States.disk(SPARE_DISK), 400)
                    .orElseThrow();
            recordedGrowth(() -> assertDurable(store.grow(larger, List.of(joins))));
        }

        private void recordedGrowth(Action action) throws MetadataException {
            recorded("growing", action);
            assertThat(store.current().geometry().members()).hasSize(disks.size());
        }

        private static void assertDurable(Recorded recorded) {
            assertThat(recorded).isInstanceOf(Recorded.Durable.class);
        }
    }

    private static ScrubNote scrub(long started, long position) {
        ScrubCheckpoint at = new ScrubCheckpoint(new DiskSector(position), List.of());
        return ScrubNote.NONE.with(new ScrubNote.Underway(Instant.ofEpochSecond(started), at, 0, Duration.ZERO, false));
    }
}
