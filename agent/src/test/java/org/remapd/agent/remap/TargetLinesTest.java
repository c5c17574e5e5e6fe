package org.remapd.agent.remap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.port.RemapTarget;

/** The lines of {@code kernel/README.md}, as the daemon says and understands them. */
class TargetLinesTest {

    private static final Geometry ONE_DISK =
            Layout.onEmptyDisk(States.disk(200_000), 8, 100).orElseThrow();
    private static final Geometry TWO_DISKS =
            Layout.with(ONE_DISK, States.disk(200_000), 50).orElseThrow();
    private static final Geometry SPARES_BESIDE = Layout.onEmptyDiskBeside(
                    States.disk(200_000), States.disk(200_000), 1, 50)
            .orElseThrow();

    private static long sector(Geometry geometry, int spare) {
        return geometry.spare(new Spare(spare)).range().first().number();
    }

    @Test
    void aTableHasTheDataItsPoolAndTheOptionsOfADeviceThatADaemonOwns() {
        assertThat(TargetLines.table(List.of("/dev/sda"), ONE_DISK))
                .isEqualTo("/dev/sda 2048 " + sector(ONE_DISK, 0) + " 6 pool 800 unit 8 managed loading");
    }

    @Test
    void aFurtherRunOfSparesIsAnOptionWithItsDisk() {
        assertThat(TargetLines.table(List.of("/dev/sda", "/dev/sdb"), TWO_DISKS))
                .isEqualTo("/dev/sda 2048 " + sector(ONE_DISK, 0) + " 10 pool 800 unit 8 spares /dev/sdb "
                        + sector(TWO_DISKS, 100) + " 400 managed loading");
    }

    @Test
    void withAllSparesOnAnotherDiskThePoolIsEmpty() {
        assertThat(TargetLines.table(List.of("/dev/sda", "/dev/sdb"), SPARES_BESIDE))
                .startsWith("/dev/sda 2048 0 10 pool 0 unit 1 spares /dev/sdb " + sector(SPARES_BESIDE, 0) + " 50 ");
    }

    @Test
    void aSpareOfThePoolIsNamedByItsSectorAndOneOfAnotherRunByTheRunToo() {
        MappedSector unit = new MappedSector(4096);
        assertThat(TargetLines.remap(TWO_DISKS, unit, new Spare(99)))
                .isEqualTo("remap 4096 " + (sector(ONE_DISK, 0) + 99 * 8));
        assertThat(TargetLines.remap(TWO_DISKS, unit, new Spare(100)))
                .isEqualTo("remap 4096 1:" + sector(TWO_DISKS, 100));
        assertThat(TargetLines.remap(SPARES_BESIDE, unit, new Spare(0)))
                .isEqualTo("remap 4096 1:" + sector(SPARES_BESIDE, 0));
    }

    @Test
    void aMappingIsLoadedWithAMaskOfItsUnreadableSectors() {
        MappedSector unit = new MappedSector(4096);
        String to = " 4096 " + sector(ONE_DISK, 3);
        assertThat(TargetLines.loaded(ONE_DISK, new Mapping(unit, new Spare(3), States.lost())))
                .isEqualTo(to + " -");
        assertThat(TargetLines.loaded(ONE_DISK, new Mapping(unit, new Spare(3), States.lost(0, 5, 7))))
                .isEqualTo(to + " a1");
    }

    @Test
    void aUnitIsServedIfTheListFromItOnBeginsWithIt() {
        MappedSector unit = new MappedSector(1234);
        assertThat(TargetLines.begins("1234 2096152 -\n5678 2096153 -\nend", unit))
                .isTrue();
        assertThat(TargetLines.begins("12345 2096152 -\nend", unit)).isFalse();
        assertThat(TargetLines.begins("end", unit)).isFalse();
        assertThat(TargetLines.begins("", unit)).isFalse();
    }

    @Test
    void aStatusIsUnderstood() {
        assertThat(TargetLines.status("ok 8 3/100 2 10 80 20 160 5 1"))
                .isEqualTo(new RemapTarget.Status(false, 3, 100, 2, 10, 80, 20, 160, 5, 1));
    }

    @Test
    void ioWaitsOrFailsAsLongAsTheMappingsAreNotComplete() {
        assertThat(TargetLines.status("loading 8 0/100 0 0 0 0 0 0 0").loading())
                .isTrue();
        assertThat(TargetLines.status("stalled 8 0/100 0 0 0 0 0 0 0").loading())
                .isTrue();
    }

    @Test
    void wordsThatANewerTargetAddsAreLeftAlone() {
        assertThat(TargetLines.status("ok 8 3/100 2 10 80 20 160 5 1 held 7").failedIo())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "ok 8 3/100 2 10 80 20 160 5",
                "fine 8 3/100 2 10 80 20 160 5 1",
                "ok 8 3 2 10 80 20 160 5 1",
                "ok 8 3/ 2 10 80 20 160 5 1",
                "ok 8 /100 2 10 80 20 160 5 1",
                "ok 8 3/100/7 2 10 80 20 160 5 1",
                "ok 8 3/-100 2 10 80 20 160 5 1",
                "ok 8 3/100 2 10 80 20 160 five 1",
                "ok 8 3/100 2 10 80 20 160 5 0x1",
                "ok 8 3/100 2 10 80 20 160 5 99999999999999999999",
                "0 2048 linear /dev/sda 0"
            })
    void whatIsNoStatusIsAnErrorThatQuotesIt(String line) {
        assertThatThrownBy(() -> TargetLines.status(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }
}
