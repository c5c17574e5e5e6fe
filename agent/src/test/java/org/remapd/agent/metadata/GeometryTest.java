package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.twin.Seeds;

class GeometryTest {

    @Test
    void inAFreshLayoutNothingOverlapsAndEverythingIsAligned() {
        Seeds.each(2000, random -> {
            int unit = 1 << random.nextInt(8);
            int spares = 1 + random.nextInt(Geometry.MAX_SPARES);
            long disk = random.nextLong() >>> (24 + random.nextInt(28));
            Optional<Geometry> fresh = Geometry.fresh(disk, unit, spares);
            if (fresh.isEmpty()) {
                assertThat(disk).isLessThan(2 * 2048 + (long) spares * unit + 3L * Math.max(unit, 8));
                return;
            }
            assertSound(fresh.get(), disk, unit, spares);
        });
    }

    private static void assertSound(Geometry layout, long disk, int unit, int spares) {
        List<SectorRange> parts = List.of(
                Geometry.slot(disk, 0, 0),
                Geometry.slot(disk, 0, 1),
                layout.data(),
                layout.pool(),
                Geometry.slot(disk, 1, 0),
                Geometry.slot(disk, 1, 1));
        long at = 1;
        for (SectorRange part : parts) {
            assertThat(part.first().number()).as("%s after %d", part, at).isGreaterThanOrEqualTo(at);
            assertThat(part.first().number() % 8).isZero();
            at = part.end().number();
        }
        assertThat(at).isLessThanOrEqualTo(disk);
        assertThat(Geometry.front().end().number())
                .isLessThanOrEqualTo(layout.data().first().number());
        assertThat(Geometry.tail(disk).first().number())
                .isGreaterThanOrEqualTo(layout.pool().end().number());
        assertThat(Geometry.tail(disk).end().number()).isEqualTo(disk);
        assertThat(layout.data().first().number() % unit).isZero();
        assertThat(layout.pool().first().number() % unit).isZero();
        assertThat(layout.data().count() % unit).isZero();
        assertThat(layout.spares()).isEqualTo(spares);
        assertThat(disk - layout.data().count() - layout.pool().count())
                .as("sectors that serve nobody")
                .isLessThan(2 * 2048 + 8 + 2L * Math.max(8, unit));
    }

    @Test
    void translationsAreEachOthersInverse() {
        Seeds.each(300, random -> {
            int unit = 1 << random.nextInt(8);
            Geometry layout = Geometry.fresh(20_000 + random.nextInt(100_000), unit, 1 + random.nextInt(50))
                    .orElseThrow();
            MappedSector sector = new MappedSector(random.nextLong(layout.data().count()));
            assertThat(layout.toMapped(layout.toDisk(sector))).contains(sector);
            MappedSector first = layout.unitOf(sector);
            assertThat(first.number() % unit).isZero();
            assertThat(layout.unitOnDisk(first).contains(layout.toDisk(sector))).isTrue();
            Spare spare = new Spare(random.nextInt(layout.spares()));
            SectorRange onDisk = layout.spareOnDisk(spare);
            assertThat(layout.spareAt(onDisk.first())).contains(spare);
            assertThat(layout.spareAt(onDisk.first().plus(unit - 1))).contains(spare);
            assertThat(layout.toMapped(onDisk.first())).isEmpty();
            assertThat(layout.spareAt(layout.toDisk(sector))).isEmpty();
        });
    }

    @Test
    void theEdgesOfTheDataBelongToIt() {
        Geometry layout = Geometry.fresh(50_000, 8, 100).orElseThrow();
        assertThat(layout.toMapped(new DiskSector(2047))).isEmpty();
        assertThat(layout.toMapped(new DiskSector(2048))).contains(new MappedSector(0));
        assertThat(layout.toMapped(layout.data().end().plus(-1))).isPresent();
        assertThat(layout.toMapped(layout.data().end())).isEmpty();
        assertThat(layout.spareAt(layout.pool().end())).isEmpty();
    }

    @Test
    void aDiskTooSmallOrAPoolTooLargeHasNoLayout() {
        assertThat(Geometry.fresh(0, 8, 1)).isEmpty();
        assertThat(Geometry.fresh(2047, 8, 1)).isEmpty();
        assertThat(Geometry.fresh(4096, 1, 1)).isEmpty();
        assertThat(Geometry.fresh(4096 + 16, 1, 1)).isPresent();
        assertThat(Geometry.fresh(100_000, 8, 0)).isEmpty();
        assertThat(Geometry.fresh(100_000, 8, -1)).isEmpty();
        assertThat(Geometry.fresh(1L << 40, 8, Geometry.MAX_SPARES)).isPresent();
        assertThat(Geometry.fresh(1L << 40, 8, Geometry.MAX_SPARES + 1)).isEmpty();
    }

    @Test
    void aUnitIsAPowerOfTwoUpTo128() {
        for (int unit : new int[] {0, -8, 3, 12, 256}) {
            assertThatThrownBy(
                            () -> new Geometry(100_000, SectorRange.of(2048, 3072), SectorRange.of(90_000, 3072), unit))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void byDefaultOneUnitInAThousandIsASpareWithinWhatTheFormatHolds() {
        assertThat(Geometry.defaultSpares(10_000, 8)).isEqualTo(100);
        assertThat(Geometry.defaultSpares(8_000_000, 8)).isEqualTo(1000);
        assertThat(Geometry.defaultSpares(1L << 40, 8)).isEqualTo(Geometry.MAX_SPARES);
    }

    @Test
    void sparesInUseOrRetiredAreNotFree() {
        Metadata state = States.fresh(100_000, 8, 10)
                .with(new MappedSector(8), new UnitRecord.Mapped(new Spare(0)))
                .with(new MappedSector(16), new UnitRecord.Lost(States.lost(1)))
                .withRetired(new Spare(1));
        assertThat(state.freeSpares()).isEqualTo(8);
        assertThat(state.without(new MappedSector(8)).freeSpares()).isEqualTo(9);
    }
}
