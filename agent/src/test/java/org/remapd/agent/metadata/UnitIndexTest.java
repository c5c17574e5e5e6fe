package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

class UnitIndexTest {

    @Test
    void itFindsWhatAMapFinds() {
        Seeds.each(30, random -> {
            long[] unitOfSpare = new long[3000];
            UnitIndex index = new UnitIndex(spare -> unitOfSpare[spare]);
            Map<Long, Integer> map = new HashMap<>();
            List<Integer> free = new ArrayList<>();
            for (int spare = 0; spare < unitOfSpare.length; spare++) {
                free.add(spare);
            }
            // Few units, or units that are neighbours, or far apart: each has its own collisions.
            long step = 1L << random.nextInt(40);
            int units = 1 + random.nextInt(6000);
            for (int action = 0; action < 5000; action++) {
                long unit = random.nextInt(units) * step;
                Integer known = map.get(unit);
                if (random.nextInt(3) > 0 && !free.isEmpty()) {
                    int spare = free.remove(random.nextInt(free.size()));
                    unitOfSpare[spare] = unit;
                    index.put(spare);
                    map.put(unit, spare);
                    if (known != null) {
                        free.add(known);
                    }
                } else {
                    index.remove(unit);
                    map.remove(unit);
                    if (known != null) {
                        free.add(known);
                    }
                }
                assertThat(index.size()).isEqualTo(map.size());
                long asked = random.nextInt(units) * step;
                assertThat(index.get(asked)).isEqualTo(map.getOrDefault(asked, -1));
            }
            for (long unit = 0; unit < units; unit++) {
                assertThat(index.get(unit * step)).isEqualTo(map.getOrDefault(unit * step, -1));
            }
        });
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        UnitIndex index = new UnitIndex(spare -> spare * 8L);
        index.put(3);
        index.remove(8);
        assertThat(index.size()).isEqualTo(1);
        assertThat(index.get(24)).isEqualTo(3);
    }
}
