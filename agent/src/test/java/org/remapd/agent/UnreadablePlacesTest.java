package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Observation;

/** Where on its disk something may be found that cannot be read. */
class UnreadablePlacesTest {

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void itIsWhereMappedUnitsWereAndWhatIsNotHealed() {
        assertThat(rig.watched.unreadable(4)).isEmpty();
        hintAtBad(7);
        rig.await(rig.watched.switchBreaker(true));
        hintAtBad(3);

        assertThat(rig.watched.unreadable(4)).containsExactlyInAnyOrder(rig.rangeOf(3), rig.rangeOf(7));
        assertThat(rig.watched.unreadable(1)).hasSize(1);
    }

    private void hintAtBad(int unit) {
        rig.disk.failReads(rig.onDisk(unit), 1);
        rig.hint(new Observation.KernelLogged(rig.rangeOf(unit), "critical medium error"));
    }
}
