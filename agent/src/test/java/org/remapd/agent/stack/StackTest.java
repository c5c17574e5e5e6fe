package org.remapd.agent.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.stack.RandomStack.Sector;
import org.remapd.agent.twin.Seeds;

class StackTest {

    private static final int ROUNDS = 300;

    @Test
    void everySectorIsFollowedDownToExactlyWhereItIs() {
        Seeds.each(ROUNDS, random -> {
            RandomStack devices = stacked(random);
            Layer top = devices.stack().top();
            SectorRange range = devices.anyRangeOf(top);

            List<Place> bottom = devices.stack().bottom(range);

            assertThat(bottom.stream().flatMap(place -> RandomStack.sectors(place.device(), place.range())))
                    .containsExactlyInAnyOrderElementsOf(RandomStack.sectors(top.name(), range)
                            .flatMap(sector -> devices.bottom(sector).stream())
                            .collect(Collectors.toSet()));
        });
    }

    @Test
    void everySectorOfALayerIsFollowedUpToExactlyThoseOnIt() {
        Seeds.each(ROUNDS, random -> {
            RandomStack devices = stacked(random);
            Layer top = devices.stack().top();
            Layer device = devices.anyLayer();
            SectorRange range = devices.anyRangeOf(device);
            Set<Sector> meant = RandomStack.sectors(device.name(), range).collect(Collectors.toSet());

            List<SectorRange> up = devices.stack().up(new Place(device.name(), range));

            assertThat(up.stream().flatMap(part -> RandomStack.sectors(top.name(), part)))
                    .containsExactlyElementsOf(RandomStack.sectors(top.name(), SectorRange.of(0, top.sectors()))
                            .filter(sector -> devices.all(sector).stream().anyMatch(meant::contains))
                            .toList());
        });
    }

    private static RandomStack stacked(Random random) {
        RandomStack devices = new RandomStack(random, "8:0", "8:16", "8:32");
        for (int more = random.nextInt(6); more >= 0; more--) {
            devices.addLayer();
        }
        return devices;
    }

    private static final Layer DISK = new Layer("sda", 100_000, List.of());
    private static final Layer PARTITION = new Layer("sda1", 50_000, List.of(Segment.linear(0, 50_000, "sda", 2048)));

    @Test
    void whatLiesBesideADeviceIsNotItsOwn() {
        Stack stack = new Stack(List.of(DISK, PARTITION));
        assertThat(stack.up(new Place("sda", SectorRange.of(2044, 8)))).containsExactly(SectorRange.of(0, 4));
        assertThat(stack.up(new Place("sda", SectorRange.of(52_044, 8)))).containsExactly(SectorRange.of(49_996, 4));
        assertThat(stack.up(new Place("sda", SectorRange.of(2047, 1)))).isEmpty();
        assertThat(stack.up(new Place("sda", SectorRange.of(52_048, 1)))).isEmpty();
        assertThat(stack.up(new Place("sda", SectorRange.of(200_000, 8)))).isEmpty();
        assertThat(stack.up(new Place("sda1", SectorRange.of(49_996, 8)))).containsExactly(SectorRange.of(49_996, 4));
        assertThat(stack.up(new Place("sdb", SectorRange.of(2048, 8)))).isEmpty();
    }

    @Test
    void whatIsTheSameByTwoWaysIsToldOnce() {
        Layer paths =
                new Layer("dm-0", 100, List.of(Segment.linear(0, 100, "sda", 0), Segment.linear(0, 100, "sdb", 0)));
        Stack stack = new Stack(List.of(DISK, new Layer("sdb", 100_000, List.of()), paths));
        assertThat(stack.up(new Place("sdb", SectorRange.of(8, 8)))).containsExactly(SectorRange.of(8, 8));
        assertThat(stack.bottom(SectorRange.of(8, 8)))
                .containsExactlyInAnyOrder(
                        new Place("sda", SectorRange.of(8, 8)), new Place("sdb", SectorRange.of(8, 8)));
    }

    @Test
    void aDeviceThatLiesOnItselfIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Stack(List.of(PARTITION, DISK)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stack(List.of(new Layer("dm-0", 8, List.of(Segment.linear(0, 8, "dm-0", 0))))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Stack(List.of(DISK, DISK)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Stack(List.of()));
    }
}
