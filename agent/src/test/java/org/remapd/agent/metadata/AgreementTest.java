package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

class AgreementTest {

    @Test
    void copiesThatSayTheSameAreBelieved() {
        assertBelieved(2, ToldTest.told(1, 2), ToldTest.told(2, 1));
    }

    @Test
    void aVersionThatOnlyOneCopyGotIsBelieved() {
        assertBelieved(3, ToldTest.told(3, 2), ToldTest.told(1, 2));
        assertBelieved(3, ToldTest.told(1, 2), ToldTest.told(3, 2));
    }

    @Test
    void aTornPlaceInEitherCopyLeavesTheVersionBeforeIt() {
        assertBelieved(2, ToldTest.told(-1, 2), ToldTest.told(1, 2));
        assertBelieved(3, ToldTest.told(3, 2), ToldTest.told(-1, 2));
    }

    @Test
    void aCopyThatIsGoneIsMadeUpForByOneThatIsCertain() {
        assertBelieved(2, ToldTest.told(-1, -1), ToldTest.told(1, 2));
        assertBelieved(2, ToldTest.told(2, 1), ToldTest.told(-1, -1));
    }

    @Test
    void nobodyIsBelievedWhenANewerVersionMayHaveBeenAcknowledged() {
        assertUndecided(ToldTest.told(-1, -1), ToldTest.told(-1, 2));
        assertUndecided(ToldTest.told(-1, 2), ToldTest.told(2, -1));
        assertUndecided(ToldTest.told(-1, -1), ToldTest.told(-1, -1));
        assertUndecided(ToldTest.told(5, -1), ToldTest.told(2, 3));
    }

    @Test
    void aStaleCopyIsOutvotedByANewerOneThatIsCertain() {
        assertBelieved(9, ToldTest.told(2, 3), ToldTest.told(8, 9));
    }

    @Test
    void copiesThatDifferInTheSameVersionAreBothNotBelieved() {
        assertUndecided(ToldTest.told("this", 1, 2), ToldTest.told("that", 1, 2));
    }

    @Test
    void whyNobodyIsBelievedNamesThePlaces() {
        Agreement.Outcome outcome = Agreement.of(List.of(ToldTest.told(-1, 2), ToldTest.told(2, -1)));
        assertThat(((Agreement.Undecided) outcome).why())
                .contains("disk sector 8")
                .contains("disk sector 16");
    }

    /** Versions are written as the store does, and cut off anywhere; then one copy is lost, or one place rots. */
    @Test
    void afterACutAndOneMoreMisfortuneWhatIsBelievedWasAcknowledgedOrInHand() {
        Seeds.each(2000, random -> {
            int copies = 2 + random.nextInt(3);
            int places = random.nextBoolean() ? 2 : 4;
            long[][] disk = new long[copies][places];
            long acknowledged = 1;
            for (long[] copy : disk) {
                java.util.Arrays.fill(copy, acknowledged);
            }
            long inHand = 1L + random.nextInt(12);
            int cutAt = random.nextInt(copies + 1);
            boolean torn = random.nextBoolean();
            for (long version = 2; version <= inHand; version++) {
                for (int copy = 0; copy < copies; copy++) {
                    int place = (int) ((version - 2) % places);
                    if (version < inHand || copy < cutAt) {
                        disk[copy][place] = version;
                    } else if (copy == cutAt && torn) {
                        disk[copy][place] = -1;
                    }
                }
                acknowledged = version < inHand || cutAt == copies ? version : acknowledged;
            }
            int harmed = random.nextInt(copies);
            if (random.nextBoolean()) {
                java.util.Arrays.fill(disk[harmed], -1);
            } else {
                disk[harmed][random.nextInt(places)] = -1;
            }
            List<Told> told = new ArrayList<>();
            for (long[] copy : disk) {
                told.add(ToldTest.told(copy));
            }
            if (Agreement.of(told) instanceof Agreement.Believed believed) {
                assertThat(believed.block().sequence())
                        .as(java.util.Arrays.deepToString(disk))
                        .isBetween(acknowledged, Math.max(acknowledged, inHand));
            } else {
                assertThat(torn && cutAt < copies && copies == 2)
                        .as("refused without need: %s", java.util.Arrays.deepToString(disk))
                        .isTrue();
            }
        });
    }

    private static void assertBelieved(long sequence, Told... copies) {
        assertThat(Agreement.of(List.of(copies)))
                .isInstanceOfSatisfying(
                        Agreement.Believed.class,
                        believed -> assertThat(believed.block().sequence()).isEqualTo(sequence));
    }

    private static void assertUndecided(Told... copies) {
        assertThat(Agreement.of(List.of(copies))).isInstanceOf(Agreement.Undecided.class);
    }
}
