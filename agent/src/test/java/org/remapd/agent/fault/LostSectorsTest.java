package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class LostSectorsTest {

    @Test
    void theyAreBitsOfAMaskOrOfBytes() {
        LostSectors some = LostSectors.ofMask(0x8000_0000_0000_0005L);

        assertThat(some.offsets()).containsExactly(0, 2, 63);
        assertThat(some.count()).isEqualTo(3);
        assertThat(some.toMask()).isEqualTo(0x8000_0000_0000_0005L);
        assertThat(LostSectors.ofBits(some.toBits())).isEqualTo(some).hasSameHashCodeAs(some);
        assertThat(some.in(new MappedSector(64)))
                .extracting(MappedSector::number)
                .containsExactly(64L, 66L, 127L);
        assertThat(some).hasToString("{0, 2, 63}");
    }

    @Test
    void noUnitHasMoreThan64() {
        BitSet offsets = new BitSet();
        offsets.set(63);
        assertThat(LostSectors.of(offsets).contains(63)).isTrue();
        offsets.set(64);
        assertThatThrownBy(() -> LostSectors.of(offsets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a unit has no sector 64");
    }

    @Test
    void othersAreNotEqual() {
        assertThat(LostSectors.ofMask(1)).isNotEqualTo(LostSectors.ofMask(2)).isNotEqualTo(LostSectors.none());
        assertThat(LostSectors.ofMask(1).hashCode())
                .isNotEqualTo(LostSectors.ofMask(2).hashCode());
        assertThat(LostSectors.ofMask(0)).isEqualTo(LostSectors.none());
        assertThat(LostSectors.none().toMask()).isZero();
    }

    @Test
    void whatIsTakenAwayIsGone() {
        assertThat(LostSectors.ofMask(7).without(LostSectors.ofMask(10))).isEqualTo(LostSectors.ofMask(5));
    }
}
