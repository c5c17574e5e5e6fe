package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;

/** What was bad before a scrub, and what of it reads now. */
class OpenPlacesTest {

    @Test
    void whatSharesASectorWithSomethingBadIsStruckOff() {
        OpenPlaces places = new OpenPlaces(
                List.of(SectorRange.of(0, 8), SectorRange.of(8, 8), SectorRange.of(16, 8), SectorRange.of(32, 8)));

        places.bad(SectorRange.of(7, 1));
        assertThat(places.others()).containsExactly(SectorRange.of(8, 8), SectorRange.of(16, 8), SectorRange.of(32, 8));

        places.bad(SectorRange.of(15, 17));
        assertThat(places.others()).containsExactly(SectorRange.of(32, 8));

        places.bad(SectorRange.of(40, 8));
        assertThat(places.others()).containsExactly(SectorRange.of(32, 8));
    }

    @Test
    void itIsAsIfEachWereComparedWithEach() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<SectorRange> known = LongStream.range(0, 500)
                .filter(n -> random.nextInt(3) == 0)
                .mapToObj(n -> SectorRange.of(n * 8, 1 + random.nextInt(8)))
                .toList();
        List<SectorRange> bad = random.longs(200, 0, 4000)
                .mapToObj(first -> SectorRange.of(first, 1 + random.nextInt(20)))
                .toList();
        OpenPlaces places = new OpenPlaces(known);

        bad.forEach(places::bad);

        assertThat(places.others())
                .as("seed %s", seed)
                .isEqualTo(known.stream()
                        .filter(place -> bad.stream().noneMatch(place::overlaps))
                        .toList());
    }
}
