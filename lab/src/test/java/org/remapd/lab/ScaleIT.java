package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many mappings. What they take is printed, not judged: the machine is shared. */
@Tag("long")
@InGuest(seconds = 2400)
@Disk(type = "virtio", size = "4G")
class ScaleIT {

    private static final int MANY = 0;

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
        return Integer.parseInt(guest.sh(Lab.WORDS + "active_spares many"));
    }
}
