package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scrubs of disks that fail, and of daemons that do: what is read is seen in the kernel's own trace of requests, what is found is compared with
 * what was made to fail.
 */
@InGuest(seconds = 7200)
@Disk(type = "scsi", size = "512M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M", logical = 4096)
@Disk(type = "scsi", size = "64M", physical = 4096)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "16G")
@Disk(type = "scsi", size = "64M")
class ScrubIT {

    /** For more kills there is more to read: what each of them costs does not depend on the disk. */
    private static final int KILLED = Lab.isLong() ? 5 : 0;

    private static final int KILLS = Lab.isLong() ? 50 : 1;
    private static final int MIB_A_SECOND = Lab.isLong() ? 12 : 16;

    /** On average half of that goes by before a kill, and what the guest takes for it: all of them are to be in one scrub. */
    private static final double PAUSE_SECONDS = Lab.isLong() ? 30 : 1;

    private static final long FIRST_SECONDS = Lab.isLong() ? 60 : 20;
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static final int ASLEEP = 6;

    /** How far a scrub is, is written to the disk twice a minute. */
    private static final int WAITS_SECONDS = 40;

    private static final int SCATTERED = Lab.isLong() ? 900 : 20;
    private static final int IN_A_ROW = Lab.isLong() ? 100 : 20;

    /** The units that live elsewhere, a page of them after the other. */
    private static final String LISTED = """
            from=0 last=
            until [ "$last" = end ]; do
                page=$(dmsetup message %s 0 list $from) || exit
                last=$(echo "$page" | tail -n 1)
                echo "$page" | sed '/^end$/d; s/ .*//'
                from=$((${last%%%% *} + 1))
            done
            """;

    private static final Pattern TRACED =
            Pattern.compile(" (\\d+\\.\\d+): block_rq_complete: (\\d+,\\d+) R.* (\\d+) \\+ (\\d+) \\[0\\]");

    /** Between two reads of a scrub that is at work. */
    private static final double AT_WORK_SECONDS = 2;

    private final Random random = new Random(Lab.seed());

    @Test
    void oneThatIsKilledAgainAndAgainReadsAllOfTheDiskAndNextToNothingTwice(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "killed", KILLED);
        guest.sh(
                "printf '\\n[device.killed.scrub]\\nmax-rate = \"" + MIB_A_SECOND
                        + "MiB/s\"\\nblock-size = \"256KiB\"\\n'"
                        + " >> /etc/remapd.conf"
                        + " && systemctl restart remapd",
                LIMIT);
        guest.sh(
                "mkdir /sys/kernel/tracing/instances/scrub && cd /sys/kernel/tracing/instances/scrub"
                        + " && echo mono > trace_clock && echo 32768 > buffer_size_kb && echo 1 > events/block/block_rq_complete/enable");
        guest.sh("remapd scrub killed --now", LIMIT);
        List<Foretold> foretold = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            guest.sh("sleep " + random.nextDouble(PAUSE_SECONDS));
            assertThat(device.status(".scrub.state")).as("before kill %d", kill).isEqualTo("\"running\"");
            Foretold.of(device, guest).ifPresent(foretold::add);
            guest.sh("systemctl kill -s KILL remapd; systemctl reset-failed remapd; systemctl start remapd", LIMIT);
            guest.sh("remapd scrub killed --now", LIMIT);
        }
        device.awaitStatus("three quarters are read", ".scrub.done > .scrub.sectors * 3 / 4", LIMIT);
        Foretold.of(device, guest).ifPresent(foretold::add);
        device.awaitStatus("it comes to its end", ".scrubs | length == 1", LIMIT);

        BitSet seen = new BitSet();
        long twice = 0;
        List<Read> reads = reads(guest, device);
        for (Read read : reads) {
            twice += seen.get(read.first, read.end).cardinality();
            seen.set(read.first, read.end);
        }
        int sectors = Integer.parseInt(device.status(".disk.sectors"));
        System.out.println("ScrubIT: after " + KILLS + " kills (-Dremapd.seed=" + Lab.seed() + ") " + seen.cardinality()
                + " of " + sectors + " sectors were read, " + twice + " of them twice");
        System.out.println("ScrubIT: time left, told and true: "
                + foretold.stream().map(told -> told.words(reads)).collect(Collectors.joining(" ")));
        assertThat(seen.cardinality()).as("sectors that were read").isEqualTo(sectors);
        assertThat(twice).as("that were read twice").isLessThan(sectors / 100);
        assertThat(foretold).as("of the time left").isNotEmpty().allMatch(told -> told.isRight(reads));
    }

    /**
     * What the status said was left.
     *
     * @param asked    seconds since the guest's start
     * @param answered the same: in between it was true
     * @param left     seconds
     */
    private record Foretold(double asked, double answered, long left) {

        /** Nothing in the first minute. */
        static Optional<Foretold> of(RemapDevice device, Guest guest) {
            double asked = uptime(guest);
            String[] told = device.status(".scrub | \"\\(.seconds_left) \\(.done)\"")
                    .replace("\"", "")
                    .split(" ");
            return Long.parseLong(told[1]) < FIRST_SECONDS * MIB_A_SECOND * 2048
                    ? Optional.empty()
                    : Optional.of(new Foretold(asked, uptime(guest), Long.parseLong(told[0])));
        }

        private static double uptime(Guest guest) {
            return Double.parseDouble(guest.sh("cut -d ' ' -f 1 /proc/uptime"));
        }

        String words(List<Read> reads) {
            return left + "/" + truth(asked, reads) + "-" + truth(answered, reads);
        }

        /** To a fifth; the last second is not told. */
        boolean isRight(List<Read> reads) {
            return left <= truth(asked, reads) * 1.2 + 1 && left >= truth(answered, reads) * 0.8 - 1;
        }

        /** What it was at work from then on. */
        private static long truth(double at, List<Read> reads) {
            double truth = 0;
            for (int n = 1; n < reads.size(); n++) {
                double pause = reads.get(n).at - reads.get(n - 1).at;
                truth += reads.get(n - 1).at < at || pause > AT_WORK_SECONDS ? 0 : pause;
            }
            return Math.round(truth);
        }
    }

    /**
     * One of a scrub's.
     *
     * @param at    seconds since the guest's start
     * @param first sector
     * @param end   the sector after its last
     */
    private record Read(double at, int first, int end) {

        static Read of(MatchResult traced) {
            int first = Integer.parseInt(traced.group(3));
            return new Read(Double.parseDouble(traced.group(1)), first, first + Integer.parseInt(traced.group(4)));
        }

        /** What else the daemon reads when it starts is small. */
        boolean isScrubs() {
            return end - first >= 64;
        }
    }

    private static List<Read> reads(Guest guest, RemapDevice device) {
        String number = guest.sh("stat -c %Hr,%Lr " + device.disk()).strip();
        String traced = guest.sh("cat /sys/kernel/tracing/instances/scrub/trace");
        assertThat(traced).as("all was kept").containsPattern("entries-in-buffer/entries-written: (\\d+)/\\1 ");
        return TRACED.matcher(traced)
                .results()
                .filter(read -> read.group(2).equals(number))
                .map(Read::of)
                .filter(Read::isScrubs)
                .toList();
    }

    @Test
    @Tag("long")
    void ofA512eDiskToo(Guest guest) {
        theMapIsTheTruthSectorBySector("blocks512e", 3, 8, guest);
    }

    @ParameterizedTest
    @CsvSource({"blocks512, 1, 1", "blocks4096, 2, 8"})
    void theMapIsTheTruthSectorBySector(String name, int disk, int physical, Guest guest) {
        RemapDevice device = RemapDevice.create(guest, name, disk, "--spares", "2000");
        List<Long> bad = new ArrayList<>();
        for (int n = 0; n < SCATTERED; n++) {
            bad.add((long) random.nextInt(100_000));
        }
        LongStream.range(50_000, 50_000 + IN_A_ROW).forEach(bad::add);
        device.fault("read", bad, 1);

        Result scrub = device.scrub(LIMIT);

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(device.status(".scrub.unreadable"))
                .isEqualTo(Long.toString(
                        bad.stream().map(sector -> sector / physical).distinct().count() * physical));
        assertThat(guest.sh(LISTED.formatted(name)))
                .isEqualTo(bad.stream()
                        .map(sector -> sector / physical * physical)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void oneThatIsDueLeavesADiskAsleepAndBeginsOnceSomebodyHasWokenIt(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "sleeper", ASLEEP);
        String power = "/sys/block/$(basename " + device.disk() + ")/device/power/";
        guest.sh("echo 1000 > " + power + "autosuspend_delay_ms; echo auto > " + power + "control");
        guest.sh("printf '\\n[device.sleeper.scrub]\\nenabled = true\\nschedule = \"0 * * * * ?\"\\n'"
                + " >> /etc/remapd.conf && systemctl reload remapd");
        device.awaitStatus("a scrub is due", ".scrub.pace | test(\"sleep\")", LIMIT);
        String active = "cat " + power + "runtime_active_time";
        String awake = guest.sh(active);
        int before = Integer.parseInt(device.status(".scrubs | length"));

        device.awaitStatus("it waits", "now - (.scrub.started[:19] + \"Z\" | fromdate) > " + WAITS_SECONDS, LIMIT);

        assertThat(guest.sh(active)).as("milliseconds for which it was awake").isEqualTo(awake);
        guest.sh("echo 600000 > " + power + "autosuspend_delay_ms");
        device.read(0, 8);
        device.awaitStatus("it comes to its end", ".scrubs | length > " + before, LIMIT);
        guest.sh("sed -i '/^.device.sleeper.scrub/,+2d' /etc/remapd.conf && systemctl reload remapd");
    }

    @Test
    @Tag("long")
    void oneThatIsPausedStandsStillAlsoAfterARestartUntilItIsResumed(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "paused", 4);
        guest.sh(
                "printf '\\n[device.paused.scrub]\\nmax-rate = \"1MiB/s\"\\n' >> /etc/remapd.conf"
                        + " && systemctl restart remapd && remapd scrub paused --now && remapd scrub paused --pause",
                LIMIT);
        assertThat(device.status("[.scrub.state, .scrub.pace]")).isEqualTo("[\"paused\",\"paused by hand\"]");

        guest.sh("systemctl restart remapd && remapd scrub paused --now", LIMIT);

        assertThat(device.status(".scrub.state")).isEqualTo("\"paused\"");
        guest.sh("remapd scrub paused --resume && remapd scrub paused --cancel");
        device.awaitStatus("it is over", ".scrub.state == \"cancelled\"");
        assertThat(guest.run("remapd inspect " + device.disk() + " | grep '^ *scrub'")
                        .output())
                .contains("none finished");
    }
}
