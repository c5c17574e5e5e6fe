package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.CreationPlan;
import org.remapd.agent.CreationPlan.Arrangement;
import org.remapd.agent.device.FileSystem;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;

/** What is to become of disks is said in words and numbers. */
class PlanTextTest {

    private static final Geometry.Member DISK = new Geometry.Member(262_144, false, "wwn-0x5000");
    private static final Geometry.Member SPARES = new Geometry.Member(131_072, false, "");

    private static String text(CreationPlan plan) {
        return String.join("\n", PlanText.of(PlanReport.of(plan)));
    }

    @Test
    void behindAFileSystem() {
        Geometry geometry = Layout.behind(DISK, 200_000, 1, 100).orElseThrow();
        FileSystem ext4 = new FileSystem("ext4", 200_000 * 512L);
        String text = text(new CreationPlan(
                "home", Arrangement.BEHIND, List.of("/dev/sda"), geometry, Optional.of(ext4), List.of()));
        assertThat(text)
                .contains("the ext4 file system stays where it is, and ends at sector 200000")
                .contains("/dev/sda (wwn-0x5000), 262144 sectors, 128 MiB")
                .contains("    -       sectors 0 to " + (geometry.data().count() - 1))
                .contains(": stays as it is, and is /dev/mapper/home")
                .containsPattern("    write   sectors [0-9]+ to [0-9]+ \\(32, 16 KiB\\): superblock of copy 1");
    }

    @Test
    void besideIt() {
        Geometry geometry = Layout.beside(DISK, SPARES, 8, 100).orElseThrow();
        String text = text(new CreationPlan(
                "home", Arrangement.BESIDE, List.of("/dev/sda", "/dev/sdb"), geometry, Optional.empty(), List.of()));
        assertThat(text)
                .contains("all that is on the disk stays where it is", "nothing is written to this disk")
                .contains("100 spares of 8 sectors");
        assertThat(text.indexOf("nothing is written")).isLessThan(text.indexOf("/dev/sdb"));
    }

    @Test
    void whatIsDestroyedIsSaid() {
        Geometry geometry = Layout.onEmptyDisk(DISK, 8, 100).orElseThrow();
        assertThat(text(new CreationPlan(
                        "data",
                        Arrangement.EMPTY,
                        List.of("/dev/sda"),
                        geometry,
                        Optional.empty(),
                        List.of("/dev/sda: ext4 (at byte 0x438)"))))
                .contains("DESTROYED: /dev/sda: ext4 (at byte 0x438)");
    }

    @Test
    void howTheDataCanBeReadAfterwards() {
        assertThat(AfterForgetting.of("data", false, "/dev/sda", SectorRange.of(2048, 8000)))
                .contains("--offset 1048576 --sizelimit 4096000 /dev/sda")
                .contains("dmsetup create data --table '0 8000 linear /dev/sda 2048'");
        assertThat(AfterForgetting.of("$(reboot)", false, "/dev/sda", SectorRange.of(2048, 8000)))
                .as("the name is what somebody else's disk says")
                .contains("dmsetup create '$(reboot)' --table");
        assertThat(AfterForgetting.of("home", true, "/dev/sda", SectorRange.of(0, 8000)))
                .contains("as it was before it was adopted");
    }
}
