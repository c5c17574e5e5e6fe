package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The daemon is killed (-9) between any two steps of a heal: just before a read, write or flush of the thread that does them
 * for the device. Which there are is seen in a heal that nobody disturbs. Whatever the step, the sector has its data all the
 * time that it can be read, and the next daemon finishes the heal.
 */
@InGuest(seconds = 7200)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class KillIT {

    private static final Duration RESTART = Duration.ofMinutes(4);
    private static final String CALLS = "pread64,pwrite64,fdatasync";
    private static final Pattern CALL = Pattern.compile("(?<name>pread64|pwrite64|fdatasync)\\(.*\\) += (?<result>.*)");

    /**
     * A call of a heal.
     *
     * @param number which of its name it is since a scrub was asked for
     */
    private record Step(String name, int number, boolean failed) {

        boolean writes() {
            return !name.equals("pread64");
        }

        @Override
        public String toString() {
            return name + " " + number;
        }
    }

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
    }

    @Test
    void aHealThatWasCutOffIsFinishedByTheNextDaemon(Guest guest) {
        killAtEachStep(guest, RemapDevice.create(guest, "moved", 0));
    }

    @Test
    @Tag("long")
    void soIsOneThatRewritesTheUnitWhereItIs(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "rewritten", 1);
        device.rewriteFirst();
        killAtEachStep(guest, device);
    }

    private static void killAtEachStep(Guest guest, RemapDevice device) {
        long sector = 10_000;
        List<Step> all = undisturbed(guest, device, sector);
        List<Step> steps = Lab.isLong() ? worthAKill(all) : inShort(all);
        System.out.println(
                "KillIT: " + device.name() + ": a heal has " + all.size() + " calls; killed before " + steps);
        for (Step step : steps) {
            sector += 1000;
            healAndKill(guest, device, sector, step);
            System.out.println("KillIT: " + device.name() + ": a kill before " + step + " survived");
        }
    }

    /** The calls from the first that fails, which is the probe's, to the last record of the heal. */
    private static List<Step> undisturbed(Guest guest, RemapDevice device, long sector) {
        goBad(device, sector);
        trace(guest, device, "-o /tmp/heal");
        assertThat(device.scrub().status()).isZero();
        guest.sh(
                "pkill -x strace; for i in $(seq 300); do pgrep -x strace >/dev/null || exit 0; sleep 0.1; done; exit 1");
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : guest.sh("cat /tmp/heal").lines().toList()) {
            Matcher call = CALL.matcher(line);
            if (call.lookingAt()) {
                String name = call.group("name");
                steps.add(new Step(
                        name,
                        numbers.merge(name, 1, Integer::sum),
                        call.group("result").startsWith("-1")));
            }
        }
        int first =
                steps.indexOf(steps.stream().filter(Step::failed).findFirst().orElseThrow());
        int last = steps.lastIndexOf(
                steps.stream().filter(Step::writes).reduce((a, b) -> b).orElseThrow());
        return steps.subList(first, last + 1);
    }

    /** Every write and flush, the reads around them, and of the many others the first ones. */
    private static List<Step> worthAKill(List<Step> all) {
        List<Step> some = new ArrayList<>();
        for (int at = 0; at < all.size(); at++) {
            boolean afterAWrite = at > 0 && all.get(at - 1).writes();
            boolean beforeAWrite = at + 1 < all.size() && all.get(at + 1).writes();
            if (at < 5 || all.get(at).writes() || afterAWrite || beforeAWrite) {
                some.add(all.get(at));
            }
        }
        return some;
    }

    /** The spare is written and not recorded; the mapping is recorded and not active. */
    private static List<Step> inShort(List<Step> all) {
        List<Step> flushes =
                all.stream().filter(step -> step.name().equals("fdatasync")).toList();
        return List.of(flushes.get(0), flushes.get(2));
    }

    private static void goBad(RemapDevice device, long sector) {
        device.write(sector, 1, "kept");
        device.fault("flaky:30", sector, 1);
    }

    /** Has strace follow the thread that reads and writes the disk for the device. */
    private static void trace(Guest guest, RemapDevice device, String options) {
        String thread = guest.sh("grep -lx 'io " + device.disk() + "' /proc/" + pid(guest) + "/task/*/comm")
                .split("/")[4];
        guest.sh("strace -p " + thread + " -e trace=" + CALLS + " " + options + " >/dev/null 2>&1 & "
                + "for i in $(seq 300); do grep -q 'TracerPid:\\s0$' /proc/" + thread
                + "/status || exit 0; sleep 0.1; done; exit 1");
    }

    private static void healAndKill(Guest guest, RemapDevice device, long sector, Step step) {
        goBad(device, sector);
        String before = pid(guest);
        trace(guest, device, "-o /dev/null -e inject=" + step.name() + ":signal=KILL:when=" + step.number());

        guest.run("remapd scrub " + device.name() + " --now", Duration.ofSeconds(60));

        guest.await("killed before " + step, "[ \"$(systemctl show -P MainPID remapd)\" != " + before + " ]", RESTART);
        guest.await("the next daemon answers", "remapd status >/dev/null; [ $? -lt 2 ]", RESTART);
        Result scrub = device.scrub();

        assertThat(scrub.status())
                .as("after a kill before %s: %s", step, scrub.output())
                .isZero();
        assertThat(device.read(sector, 1)).as("after a kill before %s", step).isEqualTo("kept " + sector);
        assertThat(device.status(".spares.used"))
                .as("what is recorded is what is active, after a kill before %s", step)
                .isEqualTo(guest.sh("dmsetup status " + device.name() + " | sed 's/.* \\([0-9]*\\)\\/.*/\\1/'"));
        device.write(sector, 1, "new");
        assertThat(device.read(sector, 1)).isEqualTo("new " + sector);
    }

    private static String pid(Guest guest) {
        return guest.sh("systemctl show -P MainPID remapd");
    }
}
