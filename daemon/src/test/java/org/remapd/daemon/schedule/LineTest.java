package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.schedule.Line.Place;

class LineTest {

    private Line line = Line.of(2);

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
        end("b", "sdb");
        assertThat(begin()).containsExactly("c");
        assertThat(line.waiting()).isEmpty();
    }

    @Test
    void whoSharesASpindleWaitsAndOthersOvertake() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sdc");

        assertThat(begin()).containsExactly("a", "c");
        end("c", "sdc");
        assertThat(begin()).isEmpty();
        end("a", "sda");
        assertThat(begin()).containsExactly("b");
    }

    @Test
    void whoNeedsSeveralSpindlesIsNotOvertakenForEver() {
        join("a", "sda");
        join("mirror", "sda", "sdb");
        join("b", "sdb");

        assertThat(begin()).containsExactly("a");
        end("a", "sda");
        assertThat(begin()).containsExactly("mirror");
        end("mirror", "sda", "sdb");
        assertThat(begin()).containsExactly("b");
    }

    @Test
    void ofWhomNoSpindleIsKnownNobodyIsInTheWay() {
        join("a");
        join("b");

        assertThat(begin()).containsExactly("a", "b");
    }

    @Test
    void aDeviceIsInItWhileItWaitsAndWhileItHasItsTurn() {
        assertThat(line.has("a")).isFalse();
        join("a", "sda");
        assertThat(line.has("a")).isTrue();
        begin();
        assertThat(line.has("a")).isTrue();
        end("a", "sda");
        assertThat(line.has("a")).isFalse();
    }

    @Test
    void whatIsBegunByHandWaitsForNobodyAndOthersWaitForIt() {
        join("a", "sda");
        begin();

        line = line.begin(new Place("b", false, Set.of("sda"))).begin(new Place("c", false, Set.of("sdc")));
        join("d", "sdd");

        assertThat(line.running()).extracting(Place::device).containsExactly("a", "b", "c");
        assertThat(begin()).isEmpty();
        end("a", "sda");
        assertThat(begin()).as("there are two still").isEmpty();
        end("b", "sda");
        assertThat(begin()).containsExactly("d");
    }

    @Test
    void whatIsBegunByHandNoLongerWaits() {
        join("a", "sda");
        join("b", "sda");
        begin();

        line = line.begin(new Place("b", false, Set.of("sda", "sdb")));

        assertThat(line.waiting()).isEmpty();
        assertThat(line.has("b")).isTrue();
    }

    @Test
    void somethingAsideTakesTheSpindleButNotTheTurn() {
        Place aside = new Place("a", true, Set.of());
        line = line.begin(aside);
        assertThat(line.has("a")).isFalse();

        join("a");
        assertThat(begin()).as("it is the same device").isEmpty();
        line = line.begin(aside).end(aside);
        assertThat(line.has("a")).as("it waits still").isTrue();
        line = line.end(aside);
        assertThat(begin()).containsExactly("a");
    }

    @Test
    void whoRestsIsInNobodysWayAndHasItsTurnAllTheSame() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sdc");
        join("d", "sdd");
        begin();

        line = line.withResting(Set.of("a"));

        assertThat(begin()).as("a rests, and there may be two").containsExactly("b");
        assertThat(line.has("a")).isTrue();
        line = line.withResting(Set.of());
        end("c", "sdc");
        assertThat(begin()).as("a is back at once, so there are two").isEmpty();
        end("a", "sda");
        assertThat(begin()).containsExactly("d");
    }

    @Test
    void whoSleepsDoesNotCountAndIsInTheWayOfItsSpindle() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sdc");
        join("d", "sdd");
        begin();

        line = line.withAsleep(Set.of("a"));

        assertThat(begin()).as("a may wake at any time").containsExactly("d");
    }

    @Test
    void aDeviceThatRestsIsInItsOwnWay() {
        line = line.begin(new Place("a", true, Set.of("sda"))).withResting(Set.of("a"));
        join("a", "sda");

        assertThat(begin()).isEmpty();
    }

    @Test
    void whoRestsBeforeTheTurnComesHasNoneAndIsInNobodysWay() {
        join("a", "sda");
        join("b", "sda");
        join("c", "sda");
        assertThat(begin()).containsExactly("a");

        line = line.withResting(Set.of("a", "b"));
        assertThat(begin()).containsExactly("c");
        end("c", "sda");
        assertThat(begin()).isEmpty();
        line = line.withResting(Set.of());
        assertThat(begin()).as("a has gone on").isEmpty();
        end("a", "sda");
        assertThat(begin()).containsExactly("b");
    }

    private void join(String device, String... spindles) {
        line = line.join(new Place(device, false, Set.of(spindles)));
    }

    private void end(String device, String... spindles) {
        line = line.end(new Place(device, false, Set.of(spindles)));
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
