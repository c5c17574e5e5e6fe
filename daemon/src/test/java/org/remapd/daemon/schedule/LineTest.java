package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.schedule.Line.Place;

class LineTest {

    private Line line = Line.of(2);
    private long places;

    @Test
    void nobodyIsNextInAnEmptyLine() {
        assertThat(line.next()).isEmpty();
    }

    @Test
    void turnsComeInOrderAndSoManyAtOnce() {
        join("a", "sda");
        join("b", "sdb");
        join("c", "sdc");

        assertThat(begin()).containsExactly("a", "b");
        leave("b");
        assertThat(begin()).containsExactly("c");
        assertThat(line.waiting()).isEmpty();
    }

    @Test
    void whoSharesASpindleWaitsAndOthersOvertake() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sdc");

        assertThat(begin()).containsExactly("a", "c");
        leave("c");
        assertThat(begin()).isEmpty();
        leave("a");
        assertThat(begin()).containsExactly("b");
    }

    @Test
    void whoNeedsSeveralSpindlesIsNotOvertakenForEver() {
        join("a", "sda");
        join("mirror", "sda", "sdb");
        join("b", "sdb");

        assertThat(begin()).containsExactly("a");
        leave("a");
        assertThat(begin()).containsExactly("mirror");
        leave("mirror");
        assertThat(begin()).containsExactly("b");
    }

    @Test
    void ofWhomNoSpindleIsKnownNobodyIsInTheWay() {
        join("a");
        join("b");

        assertThat(begin()).containsExactly("a", "b");
    }

    @Test
    void whatWaitsForNobodyIsWaitedFor() {
        join("a", "sda");
        begin();

        line = line.begin(new Place(++places, "b", Set.of("sda"))).begin(new Place(++places, "c", Set.of("sdc")));
        join("d", "sdd");

        assertThat(line.running()).extracting(Place::device).containsExactly("a", "b", "c");
        assertThat(begin()).isEmpty();
        leave("a");
        assertThat(begin()).as("there are two still").isEmpty();
        leave("b");
        assertThat(begin()).containsExactly("d");
    }

    @Test
    void oneThatBeginsWaitsNoLonger() {
        join("a", "sda");
        join("b", "sda");
        begin();

        line = line.begin(line.waiting().get(0));

        assertThat(line.waiting()).isEmpty();
        assertThat(line.running()).extracting(Place::device).containsExactly("a", "b");
    }

    @Test
    void ofADeviceOneHasATurnWhateverIsKnownOfItsDisks() {
        join("a");
        join("a");

        assertThat(begin()).containsExactly("a");
        line = line.leave(line.running().get(0));
        assertThat(begin()).containsExactly("a");
    }

    @Test
    void oneThatLeavesIsInNobodysWay() {
        join("a", "sda");
        join("mirror", "sda", "sdb");
        join("b", "sdb");
        assertThat(begin()).containsExactly("a");

        leave("mirror");

        assertThat(begin()).containsExactly("b");
    }

    @Test
    void whoLeftAndComesBackHasKeptItsPlace() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sda");
        begin();
        Place first = line.running().get(0);
        line = line.leave(first);
        assertThat(begin()).containsExactly("b");

        line = line.join(first);

        leave("b");
        assertThat(begin()).containsExactly("a");
    }

    private void join(String device, String... spindles) {
        line = line.join(new Place(++places, device, Set.of(spindles)));
    }

    private void leave(String device) {
        line = Stream.concat(line.running().stream(), line.waiting().stream())
                .filter(place -> place.device().equals(device))
                .findFirst()
                .map(line::leave)
                .orElseThrow();
    }

    /** Whose turn begins now. */
    private List<String> begin() {
        List<String> begun = new ArrayList<>();
        for (Optional<Place> next = line.next(); next.isPresent(); next = line.next()) {
            begun.add(next.get().device());
            line = line.begin(next.get());
        }
        return begun;
    }
}
