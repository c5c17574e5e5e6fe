package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.twin.MemoryDisk;

class VerifyTrialTest {

    private static final long BLOCK = 2048;
    private static final SectorRange BAD = SectorRange.of(50_000, 8);
    private static final IoResult OK = new IoResult.Ok();

    private final MemoryDisk disk = MemoryDisk.of512e(100_000).failReads(50_003, 1);

    @Test
    void oneThatTellsWhatCannotBeReadAndWhatCanIsBelieved() {
        disk.verifies(disk::looked);
        assertThat(objection(BAD)).isEmpty();
        assertThat(disk.verified())
                .as("also as it will be asked")
                .contains(BAD, SectorRange.of(49_152, BLOCK), SectorRange.of(0, 8), SectorRange.of(0, BLOCK));
    }

    @Test
    void soIsOneWhoseWordForThatIsNoMediumError() {
        disk.callsBadSectors(IoError.UNSPECIFIC).verifies(disk::looked);
        assertThat(objection(BAD)).isEmpty();
    }

    @Test
    void oneThatDoesNotLookIsNot() {
        disk.verifies(range -> OK);
        assertThat(objection(BAD))
                .hasValueSatisfying(why -> assertThat(why).contains("verifies disk sector", "cannot be read"));
    }

    @Test
    void norOneThatDoesNotLookAtAllOfALargeBlock() {
        disk.verifies(range -> range.count() > 8 ? OK : disk.looked(range));
        assertThat(objection(BAD)).isPresent();
    }

    @Test
    void norOneThatVerifiesNothing() {
        assertThat(objection(BAD))
                .hasValueSatisfying(why -> assertThat(why).contains("/dev/memory cannot be verified"));
        assertThat(disk.reads()).as("the bad sector, for nothing").noneMatch(BAD::overlaps);
    }

    @Test
    void norOneThatVerifiesNoLargeBlocks() {
        disk.verifies(range -> range.overlaps(BAD) || range.count() > 8 ? failed(IoError.MEDIUM) : OK);
        assertThat(objection(BAD)).hasValueSatisfying(why -> assertThat(why).contains("does not verify what it reads"));
    }

    @Test
    void norOneThatFailsForAnotherReasonThanTheMedium() {
        disk.verifies(range -> range.overlaps(BAD) ? failed(IoError.TIMEOUT) : OK);
        assertThat(objection(BAD)).isPresent();
    }

    @Test
    void withoutASectorThatCannotBeReadNothingIsKnownOfIt() {
        disk.verifies(disk::looked);
        SectorRange healed = SectorRange.of(800, 8);
        assertThat(objection()).hasValueSatisfying(why -> assertThat(why).contains("no sector is known"));
        assertThat(objection(healed)).isPresent();
        assertThat(objection(healed, BAD)).isEmpty();
    }

    @Test
    void aDiskThatAnswersNothingIsNotBelieved() {
        disk.failEverything(IoError.UNSPECIFIC).verifies(range -> failed(IoError.UNSPECIFIC));
        assertThat(objection(BAD)).contains("nothing can be read");
    }

    private Optional<String> objection(SectorRange... unreadable) {
        return new VerifyTrial(disk, BLOCK).objection(List.of(unreadable));
    }

    private static IoResult failed(IoError error) {
        return new IoResult.Failed(error, error.name());
    }
}
