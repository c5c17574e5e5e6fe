package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

class SectorRangeTest {

    @Test
    void rangesAreSetsOfSectors() {
        Seeds.each(500, random -> {
            SectorRange one = any(random);
            SectorRange other = any(random);
            List<SectorRange> many =
                    Stream.generate(() -> any(random)).limit(random.nextInt(8)).toList();

            BitSet both = bits(List.of(one));
            both.and(bits(List.of(other)));
            assertThat(bits(one.intersection(other).stream().toList())).isEqualTo(both);
            assertThat(one.overlaps(other)).isEqualTo(!both.isEmpty());
            assertThat(one.contains(other)).isEqualTo(both.equals(bits(List.of(other))));

            BitSet left = bits(List.of(one));
            left.andNot(bits(many));
            assertThat(bits(one.without(many))).isEqualTo(left);

            List<SectorRange> merged = SectorRange.merged(many);
            assertThat(bits(merged)).isEqualTo(bits(many));
            for (int i = 1; i < merged.size(); i++) {
                assertThat(merged.get(i - 1).end()).isLessThan(merged.get(i).first());
            }
        });
    }

    @Test
    void itIsWrittenAsTheCommandLineTakesIt() {
        assertThat(SectorRange.of(2400, 8)).hasToString("2400+8");
    }

    private static SectorRange any(Random random) {
        return SectorRange.of(random.nextInt(40), 1 + random.nextInt(12));
    }

    private static BitSet bits(Collection<SectorRange> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(range ->
                bits.set((int) range.first().number(), (int) range.end().number()));
        return bits;
    }
}
