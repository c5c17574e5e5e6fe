package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.MappedSector;

class CopySelectionTest {

    private static final Metadata OLDER = States.fresh(100_000, 8, 10);
    private static final Metadata NEWER = OLDER.with(new MappedSector(8), new UnitRecord.Mapped(new Spare(0)));

    @Test
    void theHighestSequenceNumberWinsWhereverItLies() throws MetadataException {
        assertThat(select(found(0, OLDER), found(0, NEWER), found(1, OLDER), found(1, NEWER)))
                .isEqualTo(new CopySelection.Selected(NEWER, 2));
        assertThat(select(found(1, NEWER), found(0, OLDER)).metadata()).isEqualTo(NEWER);
    }

    @Test
    void aStateThatOnlyOneCopyHoldsIsUsedAndCountedAsAlone() throws MetadataException {
        assertThat(select(found(0, OLDER), none(0, corrupt()), found(1, OLDER), found(1, NEWER)))
                .isEqualTo(new CopySelection.Selected(NEWER, 1));
        assertThat(select(none(0, unreadable()), none(0, unreadable()), none(1, blank()), found(1, OLDER)))
                .isEqualTo(new CopySelection.Selected(OLDER, 1));
    }

    @Test
    void theSameStateInBothSlotsOfOneCopyIsStillOneCopy() throws MetadataException {
        assertThat(select(found(0, OLDER), found(0, OLDER)).copiesCurrent()).isEqualTo(1);
    }

    @Test
    void copiesOfDifferentDevicesAreRefused() {
        Metadata foreign = Metadata.fresh(new UUID(1, 2), "other", OLDER.geometry());
        assertThat(problem(found(0, NEWER), found(1, foreign)))
                .asInstanceOf(type(MetadataProblem.Corrupt.class))
                .extracting(MetadataProblem.Corrupt::what)
                .asString()
                .contains("different devices");
    }

    @Test
    void aNewerVersionAnywhereRefusesWhateverTheOthersSay() {
        assertThat(problem(found(0, NEWER), found(1, NEWER), none(1, new MetadataProblem.TooNew(3))))
                .isEqualTo(new MetadataProblem.TooNew(3));
    }

    @Test
    void withoutAStateTheMostTellingProblemIsTold() {
        assertThat(problem(none(0, blank()), none(1, blank()))).isEqualTo(blank());
        assertThat(problem(none(0, blank()), none(1, new MetadataProblem.NotOurs())))
                .isEqualTo(new MetadataProblem.NotOurs());
        assertThat(problem(none(0, unreadable()), none(1, new MetadataProblem.NotOurs())))
                .isEqualTo(unreadable());
        assertThat(problem(none(0, unreadable()), none(1, corrupt()))).isEqualTo(corrupt());
    }

    private static CopySelection.Selected select(CopySelection.Found... slots) throws MetadataException {
        return CopySelection.select("/dev/sdx", List.of(slots));
    }

    private static MetadataProblem problem(CopySelection.Found... slots) {
        MetadataException[] thrown = new MetadataException[1];
        assertThatThrownBy(() -> select(slots))
                .isInstanceOfSatisfying(MetadataException.class, e -> thrown[0] = e)
                .hasMessageStartingWith("/dev/sdx: ");
        return thrown[0].problem();
    }

    private static CopySelection.Found found(int copy, Metadata metadata) {
        return new CopySelection.Found(copy, new MetadataCodec.State(metadata));
    }

    private static CopySelection.Found none(int copy, MetadataProblem problem) {
        return new CopySelection.Found(copy, new MetadataCodec.NoState(problem));
    }

    private static MetadataProblem corrupt() {
        return new MetadataProblem.Corrupt("torn");
    }

    private static MetadataProblem unreadable() {
        return new MetadataProblem.Unreadable("8+1016");
    }

    private static MetadataProblem blank() {
        return new MetadataProblem.Blank();
    }
}
