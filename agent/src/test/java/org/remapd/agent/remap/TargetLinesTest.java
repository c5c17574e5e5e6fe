package org.remapd.agent.remap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
        assertThat(TargetLines.spare(TWO_DISKS, new Spare(99))).isEqualTo("" + (sector(ONE_DISK, 0) + 99 * 8));
        assertThat(TargetLines.spare(TWO_DISKS, new Spare(100))).isEqualTo("1:" + sector(TWO_DISKS, 100));
        assertThat(TargetLines.spare(SPARES_BESIDE, new Spare(0))).isEqualTo("1:" + sector(SPARES_BESIDE, 0));
    }

    @Test
    void whatTheTargetHoldsComesInParts() {
        assertThat(TargetLines.faults("8 fault 1 2 0\n16 draining 0 0 3\n"))
                .isEqualTo(new TargetLines.Part<>(
                        List.of(
                                held(8, RemapTarget.Hold.FAULT, 1, 2, 0, RemapTarget.Rewriting.NONE),
                                held(16, RemapTarget.Hold.DRAINING, 0, 0, 3, RemapTarget.Rewriting.NONE)),
                        false));
        assertThat(TargetLines.faults("24 fenced 0 0 0 of a newer target\nend\n"))
                .isEqualTo(new TargetLines.Part<>(
                        List.of(held(24, RemapTarget.Hold.FENCED, 0, 0, 0, RemapTarget.Rewriting.NONE)), true));
        assertThat(TargetLines.faults("end\n")).isEqualTo(new TargetLines.Part<>(List.of(), true));
    }

    @ParameterizedTest
    @EnumSource(RemapTarget.Rewriting.class)
    void howFarAUnitIsRewrittenStandsBehind(RemapTarget.Rewriting rewriting) {
        String word = rewriting == RemapTarget.Rewriting.NONE
                ? ""
                : " " + rewriting.name().toLowerCase(Locale.ROOT);
        assertThat(TargetLines.faults("8 prepared 0 0 0" + word + "\nend\n").lines())
                .containsExactly(held(8, RemapTarget.Hold.PREPARED, 0, 0, 0, rewriting));
    }

    private static RemapTarget.Held held(
            long unit, RemapTarget.Hold hold, int reads, int writes, int waiting, RemapTarget.Rewriting rewriting) {
        return new RemapTarget.Held(new MappedSector(unit), hold, reads, writes, waiting, rewriting);
    }

    @Test
    void whatHasBeenOverwrittenComesInParts() {
        assertThat(TargetLines.cures("8 a1\n"))
                .isEqualTo(new TargetLines.Part<>(
                        List.of(new RemapTarget.Cure(new MappedSector(8), States.lost(0, 5, 7))), false));
        assertThat(TargetLines.cures("end\n").complete()).isTrue();
        assertThatThrownBy(() -> TargetLines.cures("8 -\nend\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8 broken 0 0 0", "8 fault 0 0", "fault 8 0 0 0", "-8 fault 0 0 0", "8 FAULT 0 0 0", ""})
    void aLineThatIsNotOfTheGrammarIsSaidAndQuoted(String line) {
        assertThatThrownBy(() -> TargetLines.faults(line + "\nend\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + line + "\"");
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
    void aUnitIsServedFromTheSpareThatTheListNamesIfItBeginsWithTheUnit() {
        MappedSector unit = new MappedSector(1232);
        assertThat(TargetLines.spareOf(
                        TWO_DISKS, unit, "1232 " + TargetLines.spare(TWO_DISKS, new Spare(7)) + " a1\nend"))
                .contains(new Spare(7));
        assertThat(TargetLines.spareOf(TWO_DISKS, unit, "1232 1:" + sector(TWO_DISKS, 100) + " -\nend"))
                .contains(new Spare(100));
        assertThat(TargetLines.spareOf(TWO_DISKS, new MappedSector(1224), "end"))
                .isEmpty();
        assertThat(TargetLines.spareOf(
                        TWO_DISKS, new MappedSector(1224), "1232 1:" + sector(TWO_DISKS, 100) + " -\nend"))
                .isEmpty();
        assertThatThrownBy(() -> TargetLines.spareOf(ONE_DISK, unit, "1232 5 -\nend"))
                .as("no spare begins there")
                .isInstanceOf(IllegalArgumentException.class);
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
