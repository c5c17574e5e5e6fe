package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.ScrubProgress.State;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;

/** A scrub of several disks, told as one. */
class ScrubAccountTest {

    private static final Instant STARTED = Instant.parse("2026-11-22T02:10:00Z");
    private static final ScrubProgress DATA = progress(State.FINISHED, 1000, 1000, 16, "");

    @Test
    void withoutSpareDevicesItIsTheOnePass() {
        ScrubAccount alone = new ScrubAccount(DATA, List.of());
        assertThat(alone.whole()).isEqualTo(DATA);
        assertThat(alone.words()).isEqualTo("1000 sectors read, 16 unreadable");
    }

    @Test
    void itRunsUntilTheLastSpareDeviceIsRead() {
        ScrubAccount account =
                new ScrubAccount(DATA, List.of(spares("sdb", State.FINISHED, 50), spares("sdc", State.RUNNING, 20)));
        assertThat(account.whole().state()).isEqualTo(State.RUNNING);
        assertThat(account.whole().sectors()).isEqualTo(1100);
        assertThat(account.whole().done()).isEqualTo(1070);
        assertThat(account.cameToItsEnd()).isFalse();
    }

    @Test
    void howFastItGoesIsThatOfTheDiskThatIsBeingRead() {
        ScrubProgress data = progress(State.RUNNING, 1000, 10, 0, "");
        ScrubProgress behind = ScrubProgress.untouched(State.RUNNING, Optional.empty(), STARTED, 50);
        assertThat(new ScrubAccount(data, List.of(new ScrubAccount.SparePass("sdb", behind)))
                        .whole()
                        .rate())
                .isEqualTo(data.rate());
        assertThat(new ScrubAccount(DATA, List.of(new ScrubAccount.SparePass("sdb", behind)))
                        .whole()
                        .rate())
                .isZero();
    }

    @Test
    void theTimeThatIsLeftIsThatOfTheSpareDevicesToo() {
        ScrubProgress behind = ScrubProgress.untouched(State.RUNNING, Optional.empty(), STARTED, 80);
        ScrubProgress data = progress(State.RUNNING, 1000, 840, 0, "", Optional.of(Duration.ofSeconds(20)));
        assertThat(new ScrubAccount(data, List.of()).whole().left()).contains(Duration.ofSeconds(20));
        assertThat(new ScrubAccount(data, List.of(new ScrubAccount.SparePass("sdb", behind)))
                        .whole()
                        .left())
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void whatNobodyReadsAnyMoreTakesNoTime() {
        ScrubProgress data = progress(State.FINISHED, 1000, 900, 0, "");
        ScrubProgress reads = progress(State.RUNNING, 80, 40, 0, "", Optional.of(Duration.ofSeconds(5)));
        assertThat(dataLeft(data, progress(State.FAILED, 80, 10, 0, "no answer"), reads))
                .contains(Duration.ofSeconds(5));
    }

    private static Optional<Duration> dataLeft(ScrubProgress data, ScrubProgress one, ScrubProgress other) {
        return new ScrubAccount(
                        data,
                        List.of(
                                new ScrubAccount.SparePass("/dev/sdb", one),
                                new ScrubAccount.SparePass("/dev/sdc", other)))
                .whole()
                .left();
    }

    @Test
    void whatIsUnreadableIsCountedAndTheSpareDeviceNamed() {
        ScrubAccount account = dataAnd(progress(State.FINISHED, 50, 50, 8, ""), spares("/dev/sdc", State.FINISHED, 50));
        assertThat(account.words())
                .isEqualTo("1100 sectors read, 24 unreadable, 8 of them on the spare device /dev/sdb");
        assertThat(account.whole().unreadable()).isEqualTo(24);
        assertThat(account.cameToItsEnd()).isTrue();
    }

    @Test
    void aSpareDeviceInTroubleIsNamedAndWhatItHoldsIsLeftOut() {
        ScrubAccount account =
                dataAnd(progress(State.FAILED, 50, 20, 0, "no answer"), spares("/dev/sdc", State.FINISHED, 50));
        assertThat(account.whole().state()).isEqualTo(State.FAILED);
        assertThat(account.whole().reason())
                .contains("the data was read, but not all of the spare device /dev/sdb: no answer");
        assertThat(account.troubled()).contains("/dev/sdb");
        assertThat(account.cameToItsEnd())
                .as("the next one reads the data, too")
                .isTrue();
        assertThat(account.left()).isEqualTo(30);
    }

    @Test
    void oneThatEndsBeforeItsSpareDevicesAreReadIsToGoOn() {
        ScrubAccount account =
                dataAnd(progress(State.FAILED, 50, 20, 0, "no answer"), spares("/dev/sdc", State.CANCELLED, 20));
        assertThat(account.whole().state()).isEqualTo(State.CANCELLED);
        assertThat(account.cameToItsEnd()).isFalse();
        assertThat(account.whole().at()).as("the data is not read again").isEqualTo(DATA.at());
    }

    @Test
    void inTroubleWithTheDataItIsTheFirstDisksMatterAlone() {
        ScrubAccount account = new ScrubAccount(
                progress(State.FAILED, 1000, 10, 0, "no answer"), List.of(spares("/dev/sdb", State.RUNNING, 0)));
        assertThat(account.whole().state()).isEqualTo(State.FAILED);
        assertThat(account.whole().reason()).contains("no answer");
        assertThat(account.troubled()).isEmpty();
        assertThat(account.cameToItsEnd()).isFalse();
    }

    /** With all of the data read, and two spare devices. */
    private static ScrubAccount dataAnd(ScrubProgress sdb, ScrubAccount.SparePass other) {
        return new ScrubAccount(DATA, List.of(new ScrubAccount.SparePass("/dev/sdb", sdb), other));
    }

    private static ScrubAccount.SparePass spares(String disk, State state, long done) {
        return new ScrubAccount.SparePass(disk, progress(state, 50, done, 0, ""));
    }

    private static ScrubProgress progress(State state, long sectors, long done, long unreadable, String reason) {
        return progress(state, sectors, done, unreadable, reason, Optional.empty());
    }

    private static ScrubProgress progress(
            State state, long sectors, long done, long unreadable, String reason, Optional<Duration> left) {
        return new ScrubProgress(
                state,
                Optional.of(reason).filter(why -> !why.isEmpty()),
                STARTED,
                sectors,
                done,
                unreadable,
                0,
                new ScrubCheckpoint(new DiskSector(done), List.of()),
                Duration.ofSeconds(10),
                4096,
                left,
                new Speed(Speed.UNLIMITED, Why.FULL_SPEED),
                Duration.ZERO);
    }
}
