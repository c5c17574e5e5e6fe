package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;

/** Who names a sector of the remap device means where that is now. */
class HintPlacesTest {

    private final Metadata metadata = Metadata.fresh(States.fresh(States.diskSectors(50, 8, 10), 8, 10));
    private final long data = metadata.geometry().data().first().number();

    @Test
    void atHomeOrOnItsSpare() {
        long spare = metadata.geometry().spare(new Spare(2)).range().first().number();
        metadata.accept(metadata.draft(List.of(States.commit(16, 2))));

        assertThat(HintPlaces.of(metadata, MappedRange.parse("3+9"))).containsExactly(SectorRange.of(data + 3, 9));
        assertThat(HintPlaces.of(metadata, MappedRange.parse("19+2"))).containsExactly(SectorRange.of(spare + 3, 2));
        assertThat(HintPlaces.of(metadata, MappedRange.parse("15+10")))
                .containsExactly(SectorRange.of(data + 15, 1), SectorRange.of(data + 24, 1), SectorRange.of(spare, 8));
    }

    @Test
    void whatIsOnAnotherDiskIsLookedForAtHome() {
        Geometry beside = Layout.onEmptyDiskBeside(States.disk(100_000), States.disk(100_000), 8, 10)
                .orElseThrow();
        Metadata two = Metadata.fresh(States.fresh(beside));
        two.accept(two.draft(List.of(States.commit(16, 2))));
        assertThat(HintPlaces.of(two, MappedRange.parse("16+8")))
                .containsExactly(SectorRange.of(beside.data().first().number() + 16, 8));
    }

    @Test
    void thereIsNothingBeyondTheEnd() {
        assertThatThrownBy(() -> HintPlaces.of(metadata, MappedRange.parse("1000000+1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reaches beyond the end");
    }
}
