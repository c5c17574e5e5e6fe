package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** What each kind of hint is: its words, who is trusted for it, whether this very place was named, and whether the kernel says so. */
    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments(
                        new Observation.ScrubRead(WHERE, IoError.MEDIUM),
                        "scrub: medium error",
                        Trust.OWN_READ,
                        true,
                        false),
                arguments(new Observation.ReadAgain(WHERE), "scrub: it was read", Trust.OWN_READ, true, false),
                arguments(
                        new Observation.Neighbour(WHERE, SectorRange.of(2408, 8)),
                        "next to disk 2408+8, which is bad",
                        Trust.NEIGHBOUR,
                        false,
                        false),
                arguments(
                        new Observation.KernelLogged(WHERE, BLOCK),
                        "kernel log: critical medium error, dev sda, sector 2400 op 0x0:(READ)",
                        Trust.KERNEL_LOG_SECTOR,
                        true,
                        true),
                arguments(
                        new Observation.BlockFailed(WHERE, false, IoError.UNSPECIFIC),
                        "block layer: read, unspecific error",
                        Trust.TRACEPOINT,
                        true,
                        true),
                arguments(
                        new Observation.BlockFailed(WHERE, true, IoError.MEDIUM),
                        "block layer: write, medium error",
                        Trust.TRACEPOINT,
                        true,
                        true),
                arguments(
                        new Observation.NearErrors(WHERE, "lines were dropped"),
                        "near other errors: lines were dropped",
                        Trust.NEAR_ERRORS,
                        false,
                        false),
                arguments(
                        new Observation.SmartListed(WHERE, "pending defects", Trust.PENDING_DEFECTS),
                        "SMART: pending defects",
                        Trust.PENDING_DEFECTS,
                        true,
                        false),
                arguments(new Observation.Listed(WHERE, "old.map"), "list: old.map", Trust.LISTED, true, false));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindSaysWhatItIs(Observation hint, String cause, Trust trust, boolean named, boolean kernels) {
        assertThat(hint.where()).isEqualTo(WHERE);
        assertThat(hint.cause()).isEqualTo(cause);
        assertThat(hint.trust()).isEqualTo(trust);
        assertThat(hint.named()).isEqualTo(named);
        assertThat(hint.isKernels()).isEqualTo(kernels);
        assertThat(Cause.of(hint)).isEqualTo(new Cause(cause, trust));
    }

    @Test
    void ofOneLineOnlyTheFirstSectorIsCertain() {
        assertThat(new Observation.KernelLogged(WHERE, BLOCK).certain()).isEqualTo(SectorRange.of(2400, 1));
        assertThat(new Observation.KernelLogged(WHERE, List.of(SENSE, BLOCK)).certain())
                .isEqualTo(WHERE);
        assertThat(new Observation.ScrubRead(WHERE, IoError.MEDIUM).certain()).isEqualTo(WHERE);
    }

    @Test
    void aWriteIsOneIfTheKernelSaysSo() {
        String write = BLOCK.replace("0x0:(READ)", "0x1:(WRITE)");
        assertThat(new Observation.KernelLogged(WHERE, List.of(SENSE, write)).write())
                .isTrue();
        assertThat(new Observation.KernelLogged(WHERE, List.of(SENSE, BLOCK)).write())
                .isFalse();
        assertThat(new Observation.BlockFailed(WHERE, true, IoError.MEDIUM).write())
                .isTrue();
        assertThat(new Observation.BlockFailed(WHERE, false, IoError.MEDIUM).write())
                .isFalse();
        assertThat(new Observation.ScrubRead(WHERE, IoError.MEDIUM).write()).isFalse();
    }
}
