package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {

    private static final SectorRange WHERE = SectorRange.of(2400, 8);
    private static final String SENSE = "6,1040,88123000,-;sd 0:0:0:0: [sda] tag#1 Sense Key : Medium Error [current]";
    private static final String BLOCK = "3,1042,88123456,-;critical medium error, dev sda, sector 2400 op 0x0:(READ)";

    @Test
    void ofTheKernelsLinesAllAreEvidenceAndTheLastIsTheCauseWithoutWhatKmsgPutsInFront() {
        Observation logged = new Observation.KernelLogged(WHERE, List.of(SENSE, BLOCK));
        assertThat(logged.evidence()).containsExactly(SENSE, BLOCK);
        assertThat(logged.cause()).isEqualTo("kernel log: critical medium error, dev sda, sector 2400 op 0x0:(READ)");
        assertThat(logged.trust()).isEqualTo(Trust.KERNEL_LOG_COMMAND);
    }

    @Test
    void theBlockLayersLineAloneIsTrustedTheLeast() {
        assertThat(new Observation.KernelLogged(WHERE, BLOCK).trust()).isEqualTo(Trust.KERNEL_LOG_SECTOR);
        assertThat(Trust.KERNEL_LOG_SECTOR).isGreaterThan(Trust.KERNEL_LOG_COMMAND);
    }

    /** The order of the facts: own reads, tracepoint, the drive's logs, the kernel's log, what other programs found once. */
    @Test
    void theOrderOfTrust() {
        assertThat(Trust.values())
                .containsSubsequence(
                        Trust.OWN_READ,
                        Trust.TRACEPOINT,
                        Trust.PENDING_DEFECTS,
                        Trust.ERROR_LOG,
                        Trust.SELF_TEST,
                        Trust.KERNEL_LOG_COMMAND,
                        Trust.KERNEL_LOG_SECTOR,
                        Trust.LISTED);
    }

    @Test
    void aNeighbourLiesBehindOrInFront() {
        SectorRange bad = SectorRange.of(100, 8);
        assertThat(new Observation.Neighbour(SectorRange.of(108, 128), bad).behind())
                .isTrue();
        assertThat(new Observation.Neighbour(SectorRange.of(0, 100), bad).behind())
                .isFalse();
    }

    @Test
    void whatIsOnRecordOfAFailedWriteIsStillThatWhateverElseIsForgotten() {
        assertThat(Cause.onRecord(Cause.WRITE_FAILED.words())).isEqualTo(Cause.WRITE_FAILED);
        assertThat(Cause.onRecord("kernel log: critical med").trust()).isEqualTo(Trust.ON_RECORD);
    }

    @Test
    void ofTwoCausesTheMoreTrustedIsKeptAndOfEqualsTheFirst() {
        Cause read = Cause.READ_FAILED;
        assertThat(read.or(Cause.WRITE_FAILED)).isEqualTo(Cause.WRITE_FAILED);
        assertThat(Cause.WRITE_FAILED.or(read)).isEqualTo(Cause.WRITE_FAILED);
        assertThat(read.or(new Cause("another", Trust.FAILED_READ))).isEqualTo(read);
    }
}
