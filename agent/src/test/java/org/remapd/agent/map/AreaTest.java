package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.map.Area.Status;
import org.remapd.agent.twin.Seeds;

class AreaTest {

    @Test
    void aSectorOfWhichOneByteIsMeantIsMeant() {
        Area area = new Area(511, 2, Status.BAD);
        assertThat(area.firstSector()).isZero();
        assertThat(area.sectors()).isEqualTo(2);
        assertThat(area.inWholeSectors()).isEqualTo(new Area(0, 1024, Status.BAD));
    }

    @Test
    void itIsNeverEmptyNorNegativeNorEndless() {
        assertThatThrownBy(() -> new Area(0, 0, Status.BAD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Area(-1, 1, Status.BAD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Area(1, Long.MAX_VALUE, Status.BAD)).isInstanceOf(ArithmeticException.class);
        assertThat(new Area(0, Long.MAX_VALUE, Status.BAD).pieces(Long.MAX_VALUE))
                .hasSize(1);
    }

    @Test
    void theStatusesAreThoseOfABlockOfAMapfile() {
        assertThat(Status.of("*")).contains(Status.NON_TRIMMED);
        assertThat(Status.of("F")).isEmpty();
        assertThat(Status.of("--")).isEmpty();
        assertThat(List.of(Status.values()))
                .filteredOn(Status::failed)
                .extracting(Status::sign)
                .containsExactly('*', '/', '-');
    }

    @Test
    void itsPiecesAreAllOfItAndCutWhereTheLengthDividesThePosition() {
        Seeds.each(200, random -> {
            Area area = new Area(random.nextInt(5000), 1 + random.nextInt(5000), Status.BAD);
            long length = random.nextLong(1, 700);
            List<Area> pieces = area.pieces(length).toList();

            assertThat(pieces).hasSize((int) area.countPieces(length));
            assertThat(pieces.get(0).position()).isEqualTo(area.position());
            assertThat(pieces.get(pieces.size() - 1).end()).isEqualTo(area.end());
            for (int i = 1; i < pieces.size(); i++) {
                assertThat(pieces.get(i).position())
                        .isEqualTo(pieces.get(i - 1).end())
                        .matches(position -> position % length == 0);
            }
            assertThat(pieces).allMatch(piece -> piece.size() <= length);
        });
    }
}
