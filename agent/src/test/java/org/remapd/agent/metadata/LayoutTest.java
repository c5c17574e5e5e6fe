package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.twin.Seeds;

class LayoutTest {

    /** Any layout of any kind. */
    static Geometry random(Random random) {
        while (true) {
            int unit = 1 << random.nextInt(7);
            int spares = 1 + random.nextInt(1 << random.nextInt(15));
            Geometry.Member disk = States.disk(20_000 + (random.nextLong() >>> (28 + random.nextInt(18))));
            Geometry.Member other = States.disk(5_000 + random.nextInt(2_000_000));
            Optional<Geometry> layout = switch (random.nextInt(5)) {
                case 0 -> Layout.onEmptyDisk(disk, unit, spares);
                case 1 -> Layout.behind(disk, disk.sectors() / 2, unit, spares);
                case 2 -> Layout.beside(disk, other, unit, spares);
                case 3 -> Layout.onEmptyDiskBeside(disk, other, unit, spares);
                default ->
                    Layout.onEmptyDisk(disk, unit, spares)
                            .flatMap(first -> Layout.with(first, other, 1 + random.nextInt(spares)));
            };
            if (layout.isPresent()) {
                return layout.get();
            }
        }
    }

    /** One with a spare device that joined. */
    static Geometry grown() {
        return Layout.with(States.fresh(50_000, 8, 100).geometry(), States.disk(10_000), 200)
                .orElseThrow();
    }

    @Test
    void nothingOverlapsAndAllThatTheDriveKeepsAsOneIsAligned() {
        Seeds.each(2000, random -> assertSound(random(random)));
    }

    /** That nothing overlaps and all is on the disks, a geometry makes sure of itself. */
    private static void assertSound(Geometry layout) {
        int unit = layout.unitSectors();
        assertThat(layout.spares()).isPositive();
        for (CopyArea copy : layout.copies()) {
            assertThat(copy.superblock().number() % Block.SECTORS).isZero();
            assertThat(copy.area().number() % Block.SECTORS).isZero();
            long sectors = layout.members().get(copy.member()).sectors();
            assertThat(Layout.superblocks(sectors))
                    .as("where it is looked for, on a disk of %d sectors", sectors)
                    .contains(copy.superblock().number());
        }
        for (Extent run : layout.pool()) {
            assertThat(run.range().first().number() % Math.max(unit, 8)).isZero();
        }
        assertThat(layout.data().first().number() % unit).isZero();
        assertThat(layout.pages()).isGreaterThanOrEqualTo(layout.usedPages());
    }

    @Test
    void layoutALeavesNothingInFrontThatCouldBeMounted() {
        Geometry layout = Layout.onEmptyDisk(States.disk(1_000_000), 8, 500).orElseThrow();
        assertThat(layout.data().first().number()).isEqualTo(2048);
        assertThat(layout.spares()).isEqualTo(500);
        assertThat(layout.copies().get(0).superblock()).isEqualTo(new DiskSector(8));
        assertThat(layout.copies().get(1).superblock()).isEqualTo(new DiskSector(1_000_000 - 2048 + 8));
    }

    @Test
    void oneCopyIsOnEitherSideOfTheSpares() {
        for (Geometry layout : List.of(
                Layout.onEmptyDisk(States.disk(1_000_000), 8, 500).orElseThrow(),
                Layout.behind(States.disk(1_000_000), 900_000, 8, 500).orElseThrow(),
                Layout.beside(States.disk(1_000_000), States.disk(100_000), 8, 500)
                        .orElseThrow())) {
            long pool = layout.pool().get(0).range().first().number();
            assertThat(layout.copies().get(0).area().number()).isLessThan(pool);
            assertThat(layout.copies().get(1).area().number()).isGreaterThan(pool);
        }
    }

    @Test
    void layoutBBehindAFileSystemLeavesItWhereItIs() {
        Geometry.Member disk = States.disk(1_000_000);
        Geometry layout = Layout.behind(disk, 900_000, 8, 500).orElseThrow();
        assertThat(layout.data().first().number()).isZero();
        assertThat(layout.data().count()).isGreaterThanOrEqualTo(900_000);
        assertThat(layout.spares()).as("all that there is room for").isGreaterThanOrEqualTo(500);
        assertThat(Layout.behind(disk, 999_000, 8, 500)).isEmpty();
    }

    @Test
    void aZoneIsFoundFromTheEndOfTheDiskAlone() {
        Seeds.each(500, random -> {
            long sectors = 100_000 + (random.nextLong() >>> 25);
            Optional<Geometry> layout = Layout.behind(States.disk(sectors), sectors / 2, 8, 1 + random.nextInt(1000));
            layout.ifPresent(found -> assertThat(Layout.zoneSuperblocks(sectors))
                    .contains(found.copies().get(0).superblock().number()));
        });
    }

    @Test
    void aSpareDeviceBesideTakesAllAndTheDiskIsLeftAlone() {
        Geometry layout =
                Layout.beside(States.disk(100_001), States.disk(50_000), 8, 300).orElseThrow();
        assertThat(layout.members().get(0).bare()).isTrue();
        assertThat(layout.copies()).allMatch(copy -> copy.member() == 1);
        assertThat(layout.pool()).allMatch(run -> run.member() == 1);
        assertThat(layout.data().count()).as("whole units").isEqualTo(100_000);
    }

    @Test
    void withASpareDeviceACopyIsOnEachDisk() {
        Geometry layout = Layout.onEmptyDiskBeside(States.disk(100_000), States.disk(50_000), 8, 300)
                .orElseThrow();
        assertThat(layout.copies()).extracting(CopyArea::member).containsExactly(0, 1);
    }

    @Test
    void growingLeavesAllThatThereIsWhereItIs() {
        Geometry before = States.fresh(50_000, 8, 100).geometry();
        Geometry after = grown();
        assertThat(after.members()).startsWith(before.members().toArray(Geometry.Member[]::new));
        assertThat(after.copies()).hasSize(3).startsWith(before.copies().toArray(CopyArea[]::new));
        assertThat(after.pool()).startsWith(before.pool().toArray(Extent[]::new));
        assertThat(after.spares()).isEqualTo(300);
        assertThat(after.data()).isEqualTo(before.data());
        assertThat(after.pages()).isEqualTo(before.pages());
    }

    @Test
    void thereIsAnEndToGrowing() {
        Geometry layout = States.fresh(50_000, 8, 100).geometry();
        List<Geometry> sizes = new ArrayList<>(List.of(layout));
        for (int joined = 0; joined < 6; joined++) {
            layout = Layout.with(layout, States.disk(10_000), 10).orElseThrow();
            sizes.add(layout);
        }
        assertThat(layout.copies()).hasSize(Geometry.MAX_COPIES);
        assertThat(Layout.with(layout, States.disk(10_000), 10)).isEmpty();
        assertThat(Layout.with(sizes.get(0), States.disk(100_000), 16 * 251 - 100))
                .isPresent();
        assertThat(Layout.with(sizes.get(0), States.disk(100_000), 16 * 251 - 99))
                .as("more than its pages have room for")
                .isEmpty();
    }

    @Test
    void roomOnASpareDeviceIsWhatFits() {
        Seeds.each(300, random -> {
            long sectors = random.nextInt(100_000);
            int unit = 1 << random.nextInt(7);
            Geometry layout = States.fresh(60_000, unit, 100).geometry();
            int room = Layout.roomOn(sectors, layout.pages(), unit);
            int limit = Math.min(room, PageNumber.room(layout.pages()) - layout.spares());
            if (limit > 0) {
                assertThat(Layout.with(layout, States.disk(sectors), limit)).isPresent();
            }
            assertThat(Layout.with(layout, States.disk(sectors), room + 1)).isEmpty();
        });
    }

    @Test
    void aDiskTooSmallOrAPoolTooLargeHasNoLayout() {
        assertThat(Layout.onEmptyDisk(States.disk(0), 8, 1)).isEmpty();
        assertThat(Layout.onEmptyDisk(States.disk(2047), 8, 1)).isEmpty();
        assertThat(Layout.onEmptyDisk(States.disk(100_000), 8, 0)).isEmpty();
        assertThat(Layout.onEmptyDisk(States.disk(100_000), 8, -1)).isEmpty();
        assertThat(Layout.onEmptyDisk(States.disk(1L << 40), 8, Geometry.MAX_SPARES))
                .isPresent();
        assertThat(Layout.onEmptyDisk(States.disk(1L << 40), 8, Geometry.MAX_SPARES + 1))
                .isEmpty();
        assertThat(Layout.beside(States.disk(100_000), States.disk(100), 8, 1)).isEmpty();
        assertThat(Layout.behind(States.disk(3000), 0, 8, 1)).isEmpty();
    }

    @Test
    void byDefaultOneUnitInAThousandIsASpare() {
        assertThat(Layout.defaultSpares(10_000, 8)).isEqualTo(100);
        assertThat(Layout.defaultSpares(8_000_000, 8)).isEqualTo(1000);
        assertThat(Layout.defaultSpares(1L << 40, 8)).isEqualTo(262_144);
    }
}
