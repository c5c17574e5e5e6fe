package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The daemon is killed (-9) between any two steps of a heal: just before a read, write or flush of the thread that does them
 * for the device. Which there are is seen in a heal that nobody disturbs. Whatever the step, the sector has its data all the
 * time that it can be read, and the next daemon finishes the heal. Or it is stopped there until its lease is over, and goes on:
 * what an application wrote meanwhile stays.
 */
@InGuest(seconds = 10_800)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class KillIT {

    private static final Duration RESTART = Duration.ofMinutes(4);
    /** Which flushes of a heal: the spare is written and not recorded; the mapping is recorded and not active. */
    private static final List<Integer> SHORT = List.of(0, 2);

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
    }

    /** What is done to the daemon when it is at a step of the heal of a sector. */
    private interface Disturbance {
        void at(DiskCall step, long sector);
    }

    @Test
    void aHealThatWasCutOffIsFinishedByTheNextDaemon(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "moved", 0);
        atEachStep(guest, device, SHORT, (step, sector) -> healAndKill(guest, device, sector, step));
    }

    @Test
    @Tag("long")
    void soIsOneThatRewritesTheUnitWhereItIs(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "rewritten", 1);
        device.rewriteFirst();
        atEachStep(guest, device, SHORT, (step, sector) -> healAndKill(guest, device, sector, step));
    }

    @Test
    @Tag("long")
    void whatIsWrittenWhileADaemonIsStoppedPastItsLeaseStaysWhenItGoesOn(Guest guest) {
        watchdog(guest, 0);
        RemapDevice device = RemapDevice.create(guest, "stopped", 2);
        atEachStep(guest, device, SHORT, (step, sector) -> healAndStop(guest, device, sector, step));
    }

    @Test
    @Tag("long")
    void soDoesItIfTheUnitIsRewrittenWhereItIs(Guest guest) {
        watchdog(guest, 0);
        RemapDevice device = RemapDevice.create(guest, "stoppedinplace", 3);
        device.rewriteFirst();
        atEachStep(guest, device, SHORT, (step, sector) -> healAndStop(guest, device, sector, step));
    }

    /** It tells the service manager what it does, and that it does anything. */
    @Test
    @Tag("long")
    void aDaemonThatStandsStillIsStartedAnew(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "still", 4);
        watchdog(guest, 20);
        guest.await(
                "it says what it does",
                "systemctl show -P StatusText remapd | grep -q '^watching [1-9] of [1-9] devices, 0 open faults$'",
                RESTART);
        String stopped = pid(guest);

        guest.sh("kill -STOP " + stopped);

        guest.await(
                "there is another",
                "[ $(systemctl show -P MainPID remapd) != " + stopped + " ] && systemctl -q is-active remapd",
                RESTART);
        assertThat(guest.sh("journalctl -u remapd")).contains("Watchdog timeout");
        assertThat(device.status(".state")).isEqualTo("\"watched\"");
        watchdog(guest, 60);
    }

    private static void atEachStep(
            Guest guest, RemapDevice device, List<Integer> flushesInShort, Disturbance disturbance) {
        long sector = 10_000;
        List<DiskCall> all = undisturbed(guest, device, sector);
        List<DiskCall> steps = Lab.isLong() ? DiskCall.worthIt(all) : inShort(all, flushesInShort);
        System.out.println(
                "KillIT: " + device.name() + ": a heal has " + all.size() + " calls; disturbed before " + steps);
        for (DiskCall step : steps) {
            sector += 1000;
            disturbance.at(step, sector);
            System.out.println("KillIT: " + device.name() + ": before " + step + ": survived");
        }
    }

    private static List<DiskCall> undisturbed(Guest guest, RemapDevice device, long sector) {
        goBad(device, sector);
        trace(guest, device, "-o /tmp/heal");
        assertThat(device.scrub().status()).isZero();
        guest.sh(
                "pkill -x strace; for i in $(seq 300); do pgrep -x strace >/dev/null || exit 0; sleep 0.1; done; exit 1");
        return DiskCall.ofHeal(guest.sh("cat /tmp/heal"));
    }

    private static List<DiskCall> inShort(List<DiskCall> all, List<Integer> wanted) {
        return wanted.stream().map(DiskCall.flushes(all)::get).toList();
    }

    private static void goBad(RemapDevice device, long sector) {
        device.write(sector, 1, "kept");
        device.fault("flaky:30", sector, 1);
    }

    /** Has strace follow the thread that reads and writes the disk for the device. */
    private static void trace(Guest guest, RemapDevice device, String options) {
        guest.sh(DiskCall.WATCHED + "watched " + device.disk() + " " + options);
    }

    /** Has a heal begin that will be struck by the signal at that step; returns the daemon's process. */
    private static String strike(Guest guest, RemapDevice device, long sector, DiskCall step, String signal) {
        goBad(device, sector);
        String daemon = pid(guest);
        trace(guest, device, "-o /dev/null -e " + step.struckBy(signal));
        guest.run("remapd scrub " + device.name() + " --now", Duration.ofSeconds(60));
        return daemon;
    }

    private static void healAndKill(Guest guest, RemapDevice device, long sector, DiskCall step) {
        String before = strike(guest, device, sector, step, "KILL");

        guest.await("killed before " + step, "[ \"$(systemctl show -P MainPID remapd)\" != " + before + " ]", RESTART);
        guest.sh(Lab.WORDS + "answers", RESTART);
        Result scrub = device.scrub();

        assertThat(scrub.status())
                .as("after a kill before %s: %s", step, scrub.output())
                .isZero();
        assertThat(device.read(sector, 1)).as("after a kill before %s", step).isEqualTo("kept " + sector);
        assertThat(device.status(".spares.used"))
                .as("what is recorded is what is active, after a kill before %s", step)
                .isEqualTo(device.activeSpares());
        device.write(sector, 1, "new");
        assertThat(device.read(sector, 1)).isEqualTo("new " + sector);
    }

    /** How long the daemon may be silent before systemd takes it for one that hangs; 0 for ever. */
    private static void watchdog(Guest guest, int seconds) {
        guest.sh(
                "mkdir -p /run/systemd/system/remapd.service.d && printf '[Service]\\nWatchdogSec=" + seconds
                        + "\\n' >/run/systemd/system/remapd.service.d/watchdog.conf"
                        + " && systemctl daemon-reload && systemctl restart remapd",
                RESTART);
    }

    private static void healAndStop(Guest guest, RemapDevice device, long sector, DiskCall step) {
        String stopped = strike(guest, device, sector, step, "STOP");
        guest.await("stopped before " + step, "grep -q '^State:.[Tt]' /proc/" + stopped + "/status", RESTART);

        endLeases(guest, device);
        boolean acknowledged = device.tryWrite(sector, 1, "newest").status() == 0;
        guest.sh("pkill -x strace; kill -CONT " + stopped);
        Result scrub = device.scrub();

        String as = "after a stop before " + step + ", written meanwhile: " + acknowledged;
        assertThat(scrub.status()).as("%s: %s", as, scrub.output()).isZero();
        assertThat(pid(guest)).as("%s: it is still the same", as).isEqualTo(stopped);
        assertThat(device.read(sector, 1)).as(as).isEqualTo((acknowledged ? "newest " : "kept ") + sector);
        assertThat(guest.sh("dmsetup message " + device.name() + " 0 faults 0"))
                .as(as)
                .isEqualTo("end");
        device.write(sector, 1, "new");
        assertThat(device.read(sector, 1)).isEqualTo("new " + sector);
    }

    /** As they would end by themselves: whoever takes a unit over has a lease of its own, which is short. */
    private static void endLeases(Guest guest, RemapDevice device) {
        String faults = "dmsetup message " + device.name() + " 0 faults 0";
        guest.sh("token=1000; " + faults + " | grep -E ' (draining|quiet|prepared) ' | while read -r unit rest; do"
                + " token=$((token + 1)); dmsetup message " + device.name() + " 0 take $unit $token 1; done");
        guest.await("no lease is left", "! " + faults + " | grep -qE ' (draining|quiet|prepared) '", RESTART);
    }

    private static String pid(Guest guest) {
        return guest.sh("systemctl show -P MainPID remapd");
    }
}
