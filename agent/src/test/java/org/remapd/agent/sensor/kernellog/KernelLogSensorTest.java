package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.port.KernelLog;

class KernelLogSensorTest {

    private final KernelLogSensor sensor = new KernelLogSensor(disk -> 0);
    private final List<Verdict> verdicts = new ArrayList<>();

    @Test
    void anErrorIsToldOfWithItsLastLine() {
        feed(
                "6,1,1000,-;sd 8:0:0:0: [sdb] tag#5 Sense Key : Medium Error [current] \n SUBSYSTEM=scsi\n DEVICE=+scsi:8:0:0:0\n");
        feed("6,2,1100,-;sd 8:0:0:0: [sdb] tag#5 CDB: Read(10) 28 00 00 00 01 2c 00 00 01 00\n");
        assertThat(verdicts).isEmpty();

        feed(
                "3,3,1200,-;critical medium error, dev sdb, sector 2400 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2\n");
        assertThat(verdicts).singleElement().satisfies(verdict -> {
            assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PROBE);
            assertThat(verdict.operation()).isEqualTo(Verdict.Operation.READ);
            assertThat(verdict.evidence()).hasSize(3).element(1).asString().contains("CDB: Read(10)");
        });
    }

    @Test
    void whatNoLineCompletesIsToldOfAfterASilence() {
        feed("6,1,1000,-;sd 8:0:0:0: [sdb] tag#5 Sense Key : Medium Error [current]\n");
        feed("6,2,1100,-;sd 8:0:0:0: [sdb] tag#5 CDB: Read(10) 28 00 00 00 01 2c 00 00 08 00\n");
        sensor.quiet(Duration.ofSeconds(1), verdicts::add);
        assertThat(verdicts).isEmpty();

        sensor.quiet(Duration.ofSeconds(1), verdicts::add);
        sensor.quiet(Duration.ofSeconds(1), verdicts::add);
        assertThat(verdicts).singleElement().extracting(Verdict::device).isEqualTo("sdb");
    }

    @Test
    void theSamePlaceIsToldOfAgainWhenItFailsAgain() {
        feed("3,1,1000000,-;critical medium error, dev sdb, sector 2400\n");
        feed("3,2,2000000,-;critical medium error, dev sdb, sector 2400\n");
        assertThat(verdicts).hasSize(1);

        feed("3,3,9000000,-;critical medium error, dev sdb, sector 2400\n");
        assertThat(verdicts).hasSize(2);
    }

    @Test
    void anOverrunMeansLostErrors() {
        sensor.accept(new KernelLog.Overrun(12), verdicts::add);

        assertThat(verdicts).singleElement().extracting(Verdict::kind).isEqualTo(Verdict.Kind.LOST);
    }

    @Test
    void whatUserSpaceWroteIsNothing() {
        feed("11,1,1000,-;critical medium error, dev sdb, sector 2400\n");

        assertThat(verdicts).isEmpty();
    }

    private void feed(String record) {
        sensor.accept(new KernelLog.Logged(0, record), verdicts::add);
    }
}
