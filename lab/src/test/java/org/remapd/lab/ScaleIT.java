package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many mappings, and a very large disk. What it takes is printed, not judged: the machine is shared. */
@Tag("long")
@InGuest(seconds = 2400)
@Disk(type = "virtio", size = "4G")
@Disk(type = "scsi", size = "1G")
class ScaleIT {

    private static final int MANY = 0;
    private static final int ENDS = 1;

    private static final Duration LONG = Duration.ofMinutes(15);

    private static final int MAPPINGS = Lab.isLong() ? 1_000_000 : 20_000;

    @Test
    void veryManyMappingsAreMadeLoadedAndInspected(Guest guest) {
        guest.sh("seq 10000 3 " + (10_000 + 3 * (MAPPINGS - 1)) + " >/tmp/bad");

        Result created = timed(
                guest,
                "create",
                "remapd create many --device " + guest.disk(MANY) + " --spares " + (MAPPINGS + 1000)
                        + " --known-bad /tmp/bad");
        assertThat(created.status()).as(created.output()).isEqualTo(1);
        assertThat(used(guest)).isEqualTo(MAPPINGS);
        String memory = "grep -E 'VmRSS|VmHWM' /proc/$(systemctl show -P MainPID remapd)/status";
        System.out.println(
                "the daemon, " + MAPPINGS + " mappings: " + guest.sh(memory).replaceAll("\\s+", " "));
        guest.sh("remapd stop many");
        timed(guest, "assemble", "remapd assemble many");
        assertThat(used(guest)).isEqualTo(MAPPINGS);

        Result inspected = timed(guest, "inspect", "remapd inspect many --json");
        assertThat(inspected.status()).as("all of it is lost").isEqualTo(1);
        timed(guest, "inspect --dmsetup", "remapd inspect many --dmsetup >/tmp/table 2>/dev/null");
        assertThat(guest.sh("grep -c ' error' /tmp/table")).isEqualTo(Integer.toString(MAPPINGS));

        // The disk's sector 10000 is bad, and nobody knows what it should hold; that behind it is not.
        String read = "dd if=/dev/mapper/many of=/dev/null iflag=direct count=1 skip=";
        assertThat(guest.run(read + (10_000 - RemapDevice.DATA_START)).status()).isNotZero();
        guest.sh(read + (10_001 - RemapDevice.DATA_START));
        guest.sh("dd if=/dev/urandom of=/dev/mapper/many oflag=direct count=1 seek="
                + (10_000 - RemapDevice.DATA_START));
        guest.sh(read + (10_000 - RemapDevice.DATA_START));
        guest.sh("remapd stop many");
    }

    private static Result timed(Guest guest, String what, String command) {
        Result result = guest.run("time " + command, LONG);
        System.out.println(what + ", " + MAPPINGS + " mappings: "
                + result.output()
                        .lines()
                        .filter(line -> line.startsWith("real"))
                        .findFirst()
                        .orElse("?"));
        return result;
    }

    private static int used(Guest guest) {
        return Integer.parseInt(guest.sh("dmsetup status many | sed 's/.* \\([0-9]*\\)\\/.*/\\1/'"));
    }

    /** The disk of the slides: its ends are real, what is between them reads as zeros. */
    @Test
    void anEightTerabyteDiskTakesNoMoreThanItShould(Guest guest) {
        String ends = guest.disk(ENDS);
        long half = 1_048_576;
        long all = 15_628_053_168L;
        guest.sh("printf '%s\\n' '0 " + half + " linear " + ends + " 0' '" + half + " " + (all - 2 * half) + " zero' '"
                + (all - half) + " " + half + " linear " + ends + " " + half + "' | dmsetup create big");

        guest.sh("remapd create big8 --device /dev/mapper/big", LONG);

        // One in a thousand, but no more than 262144, of 512 bytes; pages for twice as many, each in two places.
        String report = "remapd inspect big8 --json | jq -c ";
        assertThat(guest.sh(report + "'.pool[0].sectors'")).isEqualTo("262144");
        long pages = 33 + (2 * 262_144 + 250) / 251;
        assertThat(guest.sh(report + "'[.copies[].pages_sectors] | unique'"))
                .isEqualTo("[" + (2 * pages + 32) * 8 + "]");
        guest.fault(ENDS + " flaky:9 5000");
        long boundary = half - 2048;
        for (String range : new String[] {"0+200000", (boundary - 1000) + "+2000", "8000000000+2000000"}) {
            Result scrub = guest.run("remapd scrub big8 --now --wait --range " + range, LONG);
            assertThat(scrub.status()).as(scrub.output()).isZero();
        }
        assertThat(guest.run("remapd scrub big8 --now --range 15628053000+1000").output())
                .contains("reaches beyond the end");
        assertThat(guest.sh("remapd status big8 --json | jq -c '.devices[0].spares | [.total, .retired]'"))
                .isEqualTo("[262144,0]");
        int rss =
                Integer.parseInt(guest.sh("awk '/VmRSS/ {print $2}' /proc/$(systemctl show -P MainPID remapd)/status"));
        System.out.println("the daemon, with an 8 TB disk: " + rss + " KiB resident");
        guest.sh("remapd stop big8 && dmsetup remove big");
    }
}
