package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Suspects.Suspect;

/** Hints about the same place are one suspect, and the most trusted is looked at first. */
class SuspectsTest {

    private final Suspects suspects = new Suspects(5);

    @Test
    void theMostTrustedIsNextWhateverCameFirst() {
        Observation sector = logged(10, "one line");
        Observation command = new Observation.KernelLogged(at(20), List.of("sense", "block layer"));
        Observation listed = new Observation.SmartListed(at(30), "pending defects", Trust.PENDING_DEFECTS);
        Observation neighbour = new Observation.Neighbour(at(40), at(39));
        Observation scrub = new Observation.ScrubRead(at(50), IoError.MEDIUM);
        for (Observation hint : List.of(sector, command, listed, neighbour, scrub)) {
            assertThat(suspects.add(new Suspect(hint, 1, 0))).isTrue();
        }
        assertThat(all()).extracting(Suspect::hint).containsExactly(scrub, neighbour, listed, command, sector);
    }

    @Test
    void ofEquallyTrustedOnesTheFirstIsNext() {
        suspects.add(new Suspect(logged(30, "first"), 1, 0));
        suspects.add(new Suspect(logged(10, "second"), 1, 0));
        suspects.add(new Suspect(logged(30, "first, again"), 1, 0));
        assertThat(all()).extracting(suspect -> suspect.hint().where()).containsExactly(at(30), at(10));
    }

    @Test
    void hintsAboutTheSamePlaceAreOneSuspectWhoseCauseIsTheMostTrusted() {
        Observation listed = new Observation.SmartListed(at(10), "error log", Trust.ERROR_LOG);
        suspects.add(new Suspect(logged(10, "one line"), 1, 0));
        suspects.add(new Suspect(listed, 1, 0));
        suspects.add(new Suspect(logged(10, "one line"), 5, 0));
        assertThat(all()).containsExactly(new Suspect(listed, 7, 0));
    }

    @Test
    void aPlaceIsMovedForwardByABetterHint() {
        suspects.add(new Suspect(new Observation.SmartListed(at(20), "self-test", Trust.SELF_TEST), 1, 0));
        suspects.add(new Suspect(logged(10, "one line"), 1, 0));
        suspects.add(new Suspect(new Observation.ScrubRead(at(10), IoError.MEDIUM), 1, 0));
        assertThat(all()).extracting(suspect -> suspect.hint().where()).containsExactly(at(10), at(20));
    }

    @Test
    void moreThanFitAreRefusedButForThoseAboutPlacesThatWait() {
        for (int place = 0; place < 5; place++) {
            assertThat(suspects.hasRoom()).isTrue();
            suspects.add(new Suspect(logged(place, "one line"), 1, 0));
        }
        assertThat(suspects.hasRoom()).isFalse();
        assertThat(suspects.add(new Suspect(logged(9, "one line"), 1, 0))).isFalse();
        assertThat(suspects.add(new Suspect(logged(3, "one line"), 1, 0))).isTrue();
        assertThat(all()).hasSize(5);
        assertThat(suspects.isEmpty()).isTrue();
    }

    private List<Suspect> all() {
        List<Suspect> all = new ArrayList<>();
        for (Optional<Suspect> next = suspects.next(); next.isPresent(); next = suspects.next()) {
            all.add(next.get());
        }
        return all;
    }

    private static Observation logged(long sector, String line) {
        return new Observation.KernelLogged(at(sector), line);
    }

    private static SectorRange at(long sector) {
        return SectorRange.of(sector, 1);
    }
}
