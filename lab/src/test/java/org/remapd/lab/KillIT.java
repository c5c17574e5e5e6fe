package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The daemon is killed (-9) between any two steps of a heal: just before its Nth write, flush, read or device-mapper call.
 * Whatever the step, the sector has its data all the time that it can be read, and the next daemon finishes the heal.
 */
@InGuest(seconds = 2400)
@Disk(type = "scsi", size = "64M")
class KillIT {

    /** A heal writes the spare and two metadata copies, flushes after each, and speaks to the target before and after. */
    private static final List<String> STEPS = List.of(
            "pread64:2",
            "pread64:5",
            "pread64:8",
            "pwrite64:1",
            "fdatasync:1",
            "pwrite64:2",
            "fdatasync:2",
            "pwrite64:3",
            "fdatasync:3",
            "ioctl:1",
            "ioctl:2");

    private static final List<String> STEPS_IN_SHORT = List.of("pwrite64:2", "ioctl:1");

    @Test
    void aHealThatWasCutOffIsFinishedByTheNextDaemon(Guest guest) {
        RemapDevice.tryHard(guest);
        RemapDevice device = RemapDevice.create(guest, "killed", 0);
        long sector = 10_000;
        for (String step : steps().toList()) {
            healAndKill(guest, device, sector, step);
            sector += 1000;
        }
    }

    private static final Duration RESTART = Duration.ofMinutes(4);

    private static Stream<String> steps() {
        return (Lab.isLong() ? STEPS : STEPS_IN_SHORT).stream();
    }

    private static void healAndKill(Guest guest, RemapDevice device, long sector, String step) {
        device.write(sector, 1, "kept");
        device.fault("flaky:30", sector, 1);
        String before = pid(guest);
        String call = step.substring(0, step.indexOf(':'));
        String when = step.substring(step.indexOf(':') + 1);
        guest.sh("strace -f -o /dev/null -p " + before + " -e trace=" + call + " -e inject=" + call
                + ":signal=KILL:when=" + when + " >/dev/null 2>&1 & "
                + "for i in $(seq 300); do for t in /proc/" + before + "/task/*/status; do"
                + " grep -q 'TracerPid:\\s0$' $t && sleep 0.1 && continue 2; done; exit 0; done; exit 1");

        guest.run("remapd scrub killed --now", Duration.ofSeconds(60));

        guest.await("killed at " + step, "[ \"$(systemctl show -P MainPID remapd)\" != " + before + " ]", RESTART);
        guest.await("the next daemon answers", "remapd status >/dev/null; [ $? -lt 2 ]", RESTART);
        Result scrub = device.scrub();

        assertThat(scrub.status())
                .as("after a kill at %s: %s", step, scrub.output())
                .isZero();
        assertThat(device.read(sector, 1)).as("after a kill at %s", step).isEqualTo("kept " + sector);
        assertThat(device.status(".spares.used"))
                .as("what is recorded is what is active, after a kill at %s", step)
                .isEqualTo(guest.sh("dmsetup status killed | sed 's/.* \\([0-9]*\\)\\/.*/\\1/'"));
        device.write(sector, 1, "new");
        assertThat(device.read(sector, 1)).isEqualTo("new " + sector);
    }

    private static String pid(Guest guest) {
        return guest.sh("systemctl show -P MainPID remapd");
    }
}
