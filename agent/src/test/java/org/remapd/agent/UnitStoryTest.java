package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.metadata.States;

/** The whole story of a unit, as it is told to whoever asks why. */
class UnitStoryTest {

    private static final List<String> LINES = List.of(
            "6,1040,88123000,-;sd 0:0:0:0: [sda] tag#1 Add. Sense: Unrecovered read error",
            "3,1042,88123456,-;critical medium error, dev sda, sector 2088 op 0x0:(READ)");

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void ofAUnitThatWasMovedEveryStepIsToldFromTheVerbatimEvidenceToItsEnd() {
        rig.disk.flaky(rig.onDisk(5), 5);
        Observation hint = new Observation.KernelLogged(rig.rangeOf(5), LINES);
        rig.hint(hint);

        assertThat(words(5))
                .containsExactly(
                        "hint kernel-log-command: " + hint.cause(),
                        "look: cannot be read: " + rig.rangeOf(5) + " (UNSPECIFIC)",
                        "heal: " + hint.cause(),
                        "probe: 2 reads, Confirmed",
                        "quiesce: its I/O waits",
                        "salvage: 8 of 8 sectors read",
                        "stage on spare #0: written, flushed and read back",
                        "prepare: if it is cut off from here on, its I/O fails",
                        "record that it is on spare #0: durable",
                        "activate spare #0: its I/O goes there",
                        "verify through the device: it gives what the spare holds",
                        "remapped: all of it was saved []");
        assertThat(events(5).get(0)).isEqualTo(new StoryEvent.Hint(rig.rangeOf(5), Cause.of(hint), LINES));
        UnitStory story = rig.watched.story(rig.unit(5).plus(3));
        assertThat(story.places().unit().first()).isEqualTo(rig.unit(5));
        assertThat(story.places().original().sectors()).isEqualTo(rig.rangeOf(5));
        assertThat(story.places().spare().orElseThrow().sectors()).isEqualTo(SectorRange.of(rig.spare(0), 8));
        assertThat(story.fault()).map(Fault::state).contains(Fate.REMAPPED);
    }

    @Test
    void aHealInPlaceIsTold() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(words(5))
                .containsSubsequence(
                        "record that it is on its way to spare #0: durable",
                        "rewrite where it was: it reads",
                        "record that it is on no spare: durable",
                        "healed-in-place: all of it was saved, and it reads since it was rewritten []");
    }

    @Test
    void aRewriteThatDoesNotHelpAndASpareThatFailsAreTold() {
        rig.inPlaceFirst();
        rig.disk.failWrites(rig.spare(0), 8);
        rig.disk.flaky(rig.onDisk(5), 5).failWrites(rig.onDisk(5) + 7, 1);
        rig.hint(5);
        assertThat(words(5))
                .containsSubsequence(
                        "stage on spare #0: it does not keep what is written to it",
                        "retire spare #0: durable",
                        "stage on spare #1: written, flushed and read back",
                        "rewrite where it was: it did not help",
                        "record that it is on spare #1: durable");
    }

    @Test
    void whatWasLostIsToldAndThatItWasOverwritten() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        assertThat(words(5))
                .contains("salvage: 7 of 8 sectors read; not read: 3", "poisoned: what could not be read is lost [3]");
        assertThat(rig.watched.story(rig.unit(5)).places().lost()).isEqualTo(States.lost(3));
        assertThat(rig.writeThrough(rig.unit(5).number() + 3, new byte[512])).isTrue();
        assertThat(words(5)).endsWith("remapped: lost sectors of it were overwritten []");
        assertThat(rig.watched.story(rig.unit(5)).places().lost()).isEqualTo(LostSectors.none());
    }

    @Test
    void thatNoSpareIsLeftIsTold() {
        rig.disk.failWrites(rig.spare(0), 80).failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        assertThat(words(5))
                .endsWith(
                        "retire spare #9: durable",
                        "record that sectors 3 of the unit are lost: durable",
                        "unhealed: it could not be read, and no spare is left [3]");
    }

    @Test
    void ofAHintThatCameToNothingTheLookIsTold() {
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(4), 24), LINES));
        assertThat(words(5))
                .satisfiesExactly(
                        hint -> assertThat(hint).startsWith("hint"),
                        look -> assertThat(look).isEqualTo("look: it reads"));
        assertThat(words(7)).isEmpty();
    }

    @Test
    void aHintAboutAUnitThatIsKnownIsToldAndThatItWasNotReadAgain() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.clock.advance(Duration.ofSeconds(31));
        rig.hint(5);
        assertThat(words(5)).endsWith("look: it is known already, and was not read again");
    }

    @Test
    void somebodysReadThatFailedIsAHeldOne() {
        rig.attend();
        rig.disk.flaky(rig.onDisk(5), 5);
        assertThat(rig.readThrough(rig.unit(5).number())).isPresent();
        assertThat(words(5)).startsWith("heal: a read failed", "probe: 2 reads, Confirmed");
    }

    @Test
    void whileTheBreakerIsOpenItWaitsAndAfterwardsItIsTriedAgain() {
        switchBreaker(true);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(words(5)).endsWith("waits: the breaker is open: opened by hand");
        switchBreaker(false);
        assertThat(words(5)).containsSubsequence("waits: the breaker is open: opened by hand", "again");
        assertThat(words(5).toString()).contains("remapped: ");
    }

    @Test
    void anErrorThatSaysNothingOfTheSectorIsToldAsThat() {
        rig.disk.callsBadSectors(IoError.OTHER).failReads(rig.onDisk(5), 8);
        rig.hint(5);
        assertThat(words(5)).endsWith("probe: 2 reads, Inconclusive", "unhealed: OTHER []");
    }

    @Test
    void aMoveByHandIsTold() {
        rig.toSpare(5);
        assertThat(words(5)).startsWith("heal: by hand", "quiesce: its I/O waits");
        rig.toOriginal(5);
        assertThat(words(5))
                .containsSubsequence(
                        "write back from spare #0: written, flushed and read back",
                        "leave spare #0 for where it always was: its I/O goes there");
    }

    @Test
    void whatAnEarlierDaemonPutOnRecordIsTheBeginning() {
        rig.disk.flaky(rig.onDisk(5), 5).failReads(rig.onDisk(40), 1);
        rig.hint(5);
        rig.hint(40);
        rig.clock.advance(Duration.ofDays(30));
        rig.reboot();
        assertThat(words(5)).containsExactly("on record, remapped: kernel log: I/O error");
        assertThat(words(40)).startsWith("on record, poisoned: kernel log: I/O error");
        Story.Entry recorded = rig.watched.story(rig.unit(5)).story().entries().get(0);
        assertThat(Duration.between(recorded.when(), rig.clock.now())).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void withoutADaemonWhatIsOnRecordIsTold() {
        rig.disk.flaky(rig.onDisk(5), 5).failReads(rig.onDisk(40) + 3, 1);
        rig.hint(5);
        rig.hint(40);
        Inspection seen =
                new Inspection(List.of(Optional.of("/dev/sdb")), List.of(), rig.store.current(), List.of(List.of()));

        UnitStory moved = UnitStory.onRecord(seen, rig.unit(5).plus(3)).orElseThrow();
        assertThat(moved.places())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*disk")
                .isEqualTo(rig.watched.story(rig.unit(5)).places());
        assertThat(moved.places().original().disk()).isEqualTo("/dev/sdb");
        assertThat(moved.fault()).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(moved.story().entries())
                .extracting(Story.Entry::event)
                .containsExactly(new StoryEvent.OnRecord(Fate.REMAPPED, "kernel log: I/O error", LostSectors.none()));

        UnitStory poisoned = UnitStory.onRecord(seen, rig.unit(40)).orElseThrow();
        assertThat(poisoned.fault())
                .hasValueSatisfying(fault -> assertThat(fault.open()).isTrue());
        assertThat(poisoned.places().lost()).isEqualTo(States.lost(3));
        assertThat(poisoned.story().entries())
                .extracting(Story.Entry::event)
                .contains(new StoryEvent.OnRecord(Fate.POISONED, "kernel log: I/O error", States.lost(3)));

        assertThat(UnitStory.onRecord(seen, rig.unit(7)).orElseThrow().story().entries())
                .isEmpty();
        assertThat(UnitStory.onRecord(
                        seen, new MappedSector(rig.geometry().data().count())))
                .isEmpty();
    }

    @Test
    void aHintOfAStormDoesNotHideWhatWasDoneBefore() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        List<String> before = words(5);
        for (int hint = 0; hint < 3000; hint++) {
            rig.hint(40);
        }
        assertThat(words(5)).isEqualTo(before);
    }

    @Test
    void aSectorThatTheDeviceDoesNotHaveIsRefused() {
        long sectors = rig.geometry().data().count();
        assertThat(rig.watched.story(new MappedSector(sectors - 1)).story().entries())
                .isEmpty();
        assertThatThrownBy(() -> rig.watched.story(new MappedSector(sectors)))
                .hasMessageContaining("there is no sector " + sectors);
    }

    /** The kernel's log and the drive name the same block before anybody has looked. */
    @Test
    void hintsThatComeTogetherAreOneSuspectAndTheMostTrustedIsItsCause() {
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(5), "I/O error"));
        rig.watched.offer(new Observation.SmartListed(rig.rangeOf(5), "pending defects", Trust.PENDING_DEFECTS));
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(5), LINES));
        rig.watched.runUntilIdle();
        assertThat(rig.fault(5)).hasValueSatisfying(fault -> {
            assertThat(fault.cause().words()).isEqualTo("SMART: pending defects");
            assertThat(fault.hints()).isEqualTo(3);
        });
        assertThat(words(5)).filteredOn(word -> word.startsWith("look")).hasSize(1);
        assertThat(words(5)).filteredOn(word -> word.startsWith("hint")).hasSize(3);
    }

    @Test
    void ofHintsThatWaitTheMostTrustedIsLookedAtFirst() {
        rig.disk.forgetRequests();
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(30), "I/O error"));
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(20), LINES));
        rig.watched.offer(new Observation.SmartListed(rig.rangeOf(10), "self-test", Trust.SELF_TEST));
        rig.watched.runUntilIdle();
        assertThat(rig.disk.reads()).containsExactly(rig.rangeOf(10), rig.rangeOf(20), rig.rangeOf(30));
    }

    @Test
    void aBetterHintAboutAnOpenFaultIsItsCauseFromThenOnAndARetryIsNoHint() {
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.hint(5);
        rig.hint(new Observation.SmartListed(rig.rangeOf(5), "pending defects", Trust.PENDING_DEFECTS));
        rig.clock.advance(Duration.ofSeconds(31));
        rig.hint(5);
        rig.later(Rig.POLICY.retryLostAfter());
        assertThat(words(5)).contains("again");
        assertThat(rig.fault(5)).hasValueSatisfying(fault -> {
            assertThat(fault.cause().words()).isEqualTo("SMART: pending defects");
            assertThat(fault.hints()).isEqualTo(3);
        });
    }

    @Test
    void anOpenFaultThatIsNotLostSurvivesARestartWithItsHistoryAndIsHealedThen() {
        rig.disk.callsBadSectors(IoError.OTHER).failReads(rig.onDisk(5), 8);
        rig.hint(5);
        Fault before = rig.fault(5).orElseThrow();
        rig.clock.advance(Duration.ofHours(1));
        rig.reboot();
        assertThat(rig.fault(5)).hasValueSatisfying(fault -> {
            assertThat(fault.state()).isEqualTo(Fate.UNHEALED);
            assertThat(fault.since()).isEqualTo(before.since());
            assertThat(fault.hints()).isEqualTo(before.hints());
            assertThat(fault.cause().words()).isEqualTo(before.cause().words());
        });
        rig.disk.repair(rig.onDisk(5), 8).callsBadSectors(IoError.UNSPECIFIC).flaky(rig.onDisk(5), 5);
        rig.later(Duration.ZERO);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
    }

    private void switchBreaker(boolean open) {
        CompletableFuture<Void> done = rig.watched.switchBreaker(open);
        rig.watched.runUntilIdle();
        assertThat(done).isCompleted();
    }

    private List<StoryEvent> events(int unit) {
        return rig.watched.story(rig.unit(unit)).story().entries().stream()
                .map(Story.Entry::event)
                .toList();
    }

    private List<String> words(int unit) {
        return events(unit).stream().map(UnitStoryTest::words).toList();
    }

    private static String words(StoryEvent event) {
        if (event instanceof StoryEvent.Hint hint) {
            return "hint " + hint.cause().trust().label() + ": " + hint.cause().words();
        }
        if (event instanceof StoryEvent.Look look) {
            return "look: " + look.came();
        }
        if (event instanceof StoryEvent.Begun begun) {
            return "heal: " + begun.cause().words();
        }
        if (event instanceof StoryEvent.Probed probed) {
            Diagnosis verdict = probed.probe().verdict();
            return "probe: " + probed.probe().attempts().size() + " reads, "
                    + verdict.getClass().getSimpleName();
        }
        if (event instanceof StoryEvent.Step step) {
            return step.what() + ": " + step.came();
        }
        if (event instanceof StoryEvent.Ended ended) {
            return ended.fate().label() + ": " + ended.reason() + " "
                    + Arrays.toString(ended.lost().offsets().toArray());
        }
        if (event instanceof StoryEvent.OnRecord record) {
            return "on record, " + record.fate().label() + ": " + record.cause();
        }
        if (event instanceof StoryEvent.Waits waits) {
            return "waits: " + waits.why();
        }
        return event instanceof StoryEvent.Watched watched ? "watched: " + watched.came() : "again";
    }
}
