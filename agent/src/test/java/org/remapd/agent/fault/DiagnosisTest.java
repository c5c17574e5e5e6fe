package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant I1: what our own reads say, and nothing else, confirms a bad sector. */
class DiagnosisTest {

    private static final IoResult OK = new IoResult.Ok();

    @Test
    void aReadThatWorksIsHealthyWhateverFailedBefore() {
        assertThat(Diagnosis.of(List.of(OK), true)).isEqualTo(new Diagnosis.HealthyNow());
        assertThat(Diagnosis.of(List.of(failed(IoError.MEDIUM), OK), true)).isEqualTo(new Diagnosis.HealthyNow());
        assertThat(Diagnosis.of(List.of(failed(IoError.GONE), OK), false)).isEqualTo(new Diagnosis.HealthyNow());
    }

    @ParameterizedTest
    @EnumSource(IoError.class)
    void onlyAMediumErrorOfALivingDeviceConfirms(IoError error) {
        boolean medium = error == IoError.MEDIUM || error == IoError.UNSPECIFIC;
        Diagnosis alive = Diagnosis.of(List.of(failed(IoError.MEDIUM), failed(error)), true);
        assertThat(alive.equals(new Diagnosis.Confirmed(error))).isEqualTo(medium);
        assertThat(alive instanceof Diagnosis.Inconclusive).isEqualTo(!medium);
        assertThat(Diagnosis.of(List.of(failed(error), failed(error)), false))
                .isInstanceOf(Diagnosis.Inconclusive.class);
    }

    private static IoResult failed(IoError error) {
        return new IoResult.Failed(error, "it failed");
    }
}
