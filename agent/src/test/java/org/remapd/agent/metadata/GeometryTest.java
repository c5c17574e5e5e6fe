package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.twin.Seeds;

class GeometryTest {

    @Test
    void translationsAreEachOthersInverse() {
        Seeds.each(500, random -> {
            Geometry layout = LayoutTest.random(random);
            int unit = layout.unitSectors();
            MappedSector sector = new MappedSector(random.nextLong(layout.data().count()));
            assertThat(layout.toMapped(layout.toDisk(sector))).contains(sector);
            MappedSector first = layout.unitOf(sector);
            assertThat(first.number() % unit).isZero();
            assertThat(layout.unitOnDisk(first).contains(layout.toDisk(sector))).isTrue();
            Spare spare = new Spare(random.nextInt(layout.spares()));
            Extent where = layout.spare(spare);
            assertThat(where.range().count()).isEqualTo(unit);
            assertThat(layout.spareAt(where.member(), where.range().first())).contains(spare);
            assertThat(layout.spareAt(where.member(), where.range().end().plus(-1)))
                    .contains(spare);
            assertThat(layout.spareAt(0, layout.toDisk(sector))).isEmpty();
        });
    }

    @Test
    void sparesAreNumberedThroughTheRuns() {
        Geometry layout = LayoutTest.grown();
        int own = (int) layout.pool().get(0).range().count() / layout.unitSectors();
        assertThat(layout.spare(new Spare(own - 1)).member()).isZero();
        assertThat(layout.spare(new Spare(own)))
                .isEqualTo(new Extent(
                        1, new SectorRange(layout.pool().get(1).range().first(), layout.unitSectors())));
        assertThat(layout.spareAt(1, layout.pool().get(1).range().first())).contains(new Spare(own));
        assertThat(layout.spareAt(0, layout.pool().get(1).range().first()))
                .as("the same sector of another disk")
                .isEmpty();
        assertThatThrownBy(() -> layout.spare(new Spare(layout.spares()))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeHoldsTheSparesThatItTouchesOnItsOwnDisk() {
        Geometry layout = LayoutTest.grown();
        int unit = layout.unitSectors();
        int own = (int) layout.pool().get(0).range().count() / unit;
        SectorRange run = layout.pool().get(1).range();

        assertThat(layout.sparesAt(new Extent(1, run))).hasSize((int) run.count() / unit);
        assertThat(layout.sparesAt(new Extent(1, new SectorRange(run.first().plus(-1), 2))))
                .as("across the edge of the run")
                .containsExactly(new Spare(own));
        assertThat(layout.sparesAt(new Extent(1, new SectorRange(run.first().plus(unit - 1), 2))))
                .containsExactly(new Spare(own), new Spare(own + 1));
        assertThat(layout.sparesAt(new Extent(0, run)))
                .as("the same sectors of another disk")
                .isEmpty();
    }

    @Test
    void theEdgesOfTheDataBelongToIt() {
        Geometry layout = States.fresh(50_000, 8, 100).geometry();
        assertThat(layout.toMapped(new DiskSector(2047))).isEmpty();
        assertThat(layout.toMapped(new DiskSector(2048))).contains(new MappedSector(0));
        assertThat(layout.toMapped(layout.data().end().plus(-1))).isPresent();
        assertThat(layout.toMapped(layout.data().end())).isEmpty();
        assertThat(layout.units()).isEqualTo(layout.data().count() / 8);
    }

    @Test
    void pagesInUseAreThoseThatTheSparesNeed() {
        assertThat(States.fresh(50_000, 8, 1).geometry().usedPages()).isEqualTo(34);
        assertThat(States.fresh(50_000, 8, 251).geometry().usedPages()).isEqualTo(34);
        assertThat(States.fresh(50_000, 8, 252).geometry().usedPages()).isEqualTo(35);
    }
}
