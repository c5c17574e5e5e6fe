package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Pages;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.twin.ImageDisk;
import org.remapd.agent.twin.Seeds;

/**
 * Bytes that nobody wrote, with checksums that are right, so that all that is behind the checksum meets them too: whatever comes
 * out is a value or an exception that is declared.
 */
class FuzzTest {

    private static final int SPARES = 300;
    private static final long DISK = States.diskSectors(1000, 8, SPARES);
    private static final Location HERE = new Location(0, new DiskSector(8));
    private static final int TIMES = Seeds.isLong() ? 200 : 1;

    private static final long[] TELLING = {
        0,
        1,
        2,
        -1,
        7,
        8,
        9,
        63,
        64,
        65,
        127,
        128,
        255,
        256,
        4096,
        16_000_000,
        16_000_001,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        1L << 47,
        1L << 62,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 7,
        Long.MIN_VALUE,
        DISK,
        DISK - 8
    };

    @Test
    void aBlock() {
        Seeds.once(random -> {
            byte[] seed = States.fresh(DISK, 8, SPARES).body();
            byte[] good = new Block(States.DEVICE, Block.Kind.SUPERBLOCK, 0, 0, 1, seed).encode(HERE);
            int sound = 0;
            for (int run = 0; run < 20_000 * TIMES; run++) {
                byte[] bytes = mutated(good, 0, random);
                if (random.nextInt(10) > 0) {
                    fix(bytes);
                }
                sound += Block.decode(bytes, HERE) instanceof Block.Sound ? 1 : 0;
            }
            System.out.printf("FuzzTest: %,d blocks decoded, %,d of them sound%n", 20_000 * TIMES, sound);
            assertThat(sound).isPositive();
        });
    }

    @Test
    void aSuperblock() {
        Seeds.once(random -> {
            byte[] good = States.fresh(DISK, 8, SPARES).moving(0, 33, 0).body();
            int taken = 0;
            for (int run = 0; run < 20_000 * TIMES; run++) {
                Block block = new Block(States.DEVICE, Block.Kind.SUPERBLOCK, 0, 0, 1, mutated(good, 0, random));
                try {
                    Superblock superblock = Superblock.of(block);
                    taken++;
                    Superblock again =
                            Superblock.of(new Block(States.DEVICE, Block.Kind.SUPERBLOCK, 0, 0, 1, superblock.body()));
                    assertThat(again.geometry()).isEqualTo(superblock.geometry());
                    assertThat(again.moved()).isEqualTo(superblock.moved());
                } catch (IllegalArgumentException | ArithmeticException e) {
                    assertThat(e).hasMessageNotContaining("Index");
                }
            }
            System.out.printf("FuzzTest: %,d superblocks decoded, %,d of them taken%n", 20_000 * TIMES, taken);
            assertThat(taken).isPositive();
        });
    }

    @Test
    void pages() {
        Seeds.once(random -> {
            Superblock superblock = States.fresh(DISK, 8, SPARES);
            ImageDisk disk = used();
            DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
            int taken = 0;
            for (int run = 0; run < 1000 * TIMES; run++) {
                Pages pages = new Pages(superblock);
                int fuzzed = random.nextInt(superblock.geometry().usedPages());
                try {
                    for (int page = 0; page < superblock.geometry().usedPages(); page++) {
                        byte[] body = Pages.body(store.current(), page);
                        byte[] read = page == fuzzed ? mutated(body, 0, random) : body;
                        pages.add(page, new Block(States.DEVICE, Pages.kind(page), 0, page, 1, read));
                    }
                    assertThat(pages.metadata().mapped().count())
                            .isEqualTo(pages.metadata().mappings());
                    taken++;
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageNotContaining("Index");
                }
            }
            System.out.printf("FuzzTest: %,d sets of pages decoded, %,d of them taken%n", 1000 * TIMES, taken);
            assertThat(taken).isPositive();
        });
    }

    /** What is loaded can be asked, written to and loaded again. */
    @Test
    void aWholeDisk() {
        Seeds.once(random -> {
            ImageDisk good = used();
            List<Long> blocks = good.used().stream().sorted().toList();
            int loaded = 0;
            for (int run = 0; run < 1500 * TIMES; run++) {
                ImageDisk disk = good.copy();
                boolean both = random.nextBoolean();
                for (int harm = random.nextInt(4); harm >= 0; harm--) {
                    long block =
                            random.nextInt(3) == 0 ? 1 + random.nextInt(4) : blocks.get(random.nextInt(blocks.size()));
                    mutate(disk, block, random, both);
                }
                try {
                    DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
                    loaded++;
                    use(store);
                } catch (MetadataException e) {
                    assertThat(e.problem().describe()).isNotBlank();
                }
            }
            System.out.printf("FuzzTest: %,d disks loaded, %,d of them taken%n", 1500 * TIMES, loaded);
            assertThat(loaded).isPositive();
        });
    }

    private static void use(DeviceMetadataStore store) {
        assertThat(store.current().mapped().map(Mapping::unit).distinct().count())
                .isEqualTo(store.current().mappings());
        store.current().history();
        store.current().faults();
        store.current().superseded();
        store.current().freeSpare(new org.remapd.agent.metadata.Spare(0)).ifPresent(spare -> {
            if (store.current()
                    .spareOf(new org.remapd.agent.fault.MappedSector(0))
                    .isEmpty()) {
                store.save(List.of(States.commit(0, spare.number())));
            }
        });
    }

    /** One block, or, so that no copy outvotes the other, both places in both copies of what it holds. */
    private static void mutate(ImageDisk disk, long block, Random random, boolean everywhere) {
        byte[] old = disk.block(block);
        byte[] bytes = mutated(old, random.nextInt(8) == 0 ? 0 : 64, random);
        fix(bytes);
        disk.put(block, bytes);
        if (everywhere) {
            for (long other : disk.used()) {
                byte[] there = disk.block(other);
                boolean same = there[50] == old[50]
                        && ByteBuffer.wrap(there, 52, 4).getInt()
                                == ByteBuffer.wrap(old, 52, 4).getInt();
                if (same && other != block) {
                    byte[] alike = there.clone();
                    System.arraycopy(bytes, 64, alike, 64, 4024);
                    fix(alike);
                    disk.put(other, alike);
                }
            }
        }
    }

    /** Spares without end on a small disk are refused before anything is allocated for them. */
    @Test
    void aSuperblockThatPromisesMoreThanThereIsCostsNothing() throws MetadataException {
        ImageDisk disk = ImageDisk.of(1L << 40);
        Superblock huge = States.fresh(1L << 40, 8, 16_000_000);
        for (int copy = 0; copy < 2; copy++) {
            for (int place = 0; place < 4; place++) {
                Location at = huge.geometry().copies().get(copy).superblock(place);
                disk.put(
                        at.sector().number() / 8,
                        new Block(States.DEVICE, Block.Kind.SUPERBLOCK, copy, 0, 1, huge.body()).encode(at));
            }
        }
        ImageDisk small = ImageDisk.of(DISK);
        for (long block = 1; block < 5; block++) {
            small.put(block, disk.block(block));
        }
        assertThatRefused(small);
        assertThatRefused(disk);
    }

    private static void assertThatRefused(ImageDisk disk) {
        try {
            DeviceMetadataStore.load(List.of(disk));
            throw new AssertionError("loaded");
        } catch (MetadataException e) {
            assertThat(e.problem().describe()).isNotBlank();
        }
    }

    private static ImageDisk used() throws MetadataException {
        ImageDisk disk = ImageDisk.of(DISK);
        DeviceMetadataStore.create(List.of(disk), States.fresh(DISK, 8, SPARES));
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
        for (int save = 0; save < 20; save++) {
            store.save(List.of(States.commit(8L * save, save, 1), States.prepare(800 + 8L * save, 260 + save)));
        }
        return disk;
    }

    /** A few bytes or numbers changed, copied from elsewhere or set to something telling, from an offset on. */
    private static byte[] mutated(byte[] good, int from, Random random) {
        byte[] bytes = good.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int room = bytes.length - from - 8;
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = from + (random.nextBoolean() ? random.nextInt(room) : random.nextInt(room / 8) * 8);
            long telling = TELLING[random.nextInt(TELLING.length)];
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> buffer.putLong(at, telling);
                case 2 -> buffer.putInt(at, (int) telling);
                case 3 -> buffer.putLong(at, buffer.getLong(at) + random.nextInt(17) - 8);
                case 4 -> System.arraycopy(good, from + random.nextInt(room), bytes, at, 8);
                default -> bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    private static void fix(byte[] block) {
        ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(12, 0);
        CRC32C crc = new CRC32C();
        crc.update(block, 0, block.length);
        buffer.putInt(12, (int) crc.getValue());
    }
}
