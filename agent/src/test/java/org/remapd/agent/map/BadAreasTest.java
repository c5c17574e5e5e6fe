package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.map.Area.Status;

/** What of a list the daemon is to look at. */
class BadAreasTest {

    private final BadAreas bad = new BadAreas(100, "a list of the disk", 2);

    @Test
    void onlyWhatFailed() throws MalformedListException {
        BadAreas all = new BadAreas(100, "another list");
        long at = 0;
        for (Status status : Status.values()) {
            all.take(Area.ofSectors(at, 1, status));
            all.take(Area.ofSectors(at + 1, 1, Status.FINISHED));
            at += 10;
        }
        assertThat(all.areas()).extracting(Area::firstSector).containsExactly(10L, 20L, 30L);
    }

    @Test
    void whatAdjoinsIsOneInWholeSectors() throws MalformedListException {
        bad.take(new Area(600, 500, Status.BAD));
        bad.take(new Area(1100, 100, Status.NON_TRIMMED));
        bad.take(Area.ofSectors(3, 2, Status.NON_SCRAPED));
        bad.take(Area.ofSectors(4, 1, Status.BAD));
        bad.take(Area.ofSectors(0, 1, Status.BAD));
        assertThat(bad.areas()).isEqualTo(List.of(Area.ofSectors(1, 4, Status.BAD), Area.ofSectors(0, 1, Status.BAD)));
    }

    @Test
    void aListOfALargerDeviceIsAnotherDevices() throws MalformedListException {
        bad.take(Area.ofSectors(99, 1, Status.BAD));
        bad.take(Area.ofSectors(99, 1000, Status.NON_TRIED));
        for (Status read : List.of(Status.BAD, Status.FINISHED)) {
            assertThatThrownBy(() -> bad.take(Area.ofSectors(99, 2, read)))
                    .isInstanceOf(MalformedListException.class)
                    .hasMessage("it reaches to byte 51712, and the device ends at 51200; expected a list of the disk");
        }
    }

    @Test
    void thereAreNoMoreThanSoMany() throws MalformedListException {
        bad.take(Area.ofSectors(1, 1, Status.BAD));
        bad.take(Area.ofSectors(3, 1, Status.BAD));
        bad.take(Area.ofSectors(4, 1, Status.BAD));
        assertThatThrownBy(() -> bad.take(Area.ofSectors(6, 1, Status.BAD)))
                .isInstanceOf(MalformedListException.class)
                .hasMessageStartingWith("more than 2 places apart from each other");
    }
}
