package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sector that reads, and only after the drive has tried for two seconds, whenever it is read. */
@Tag("long")
@InGuest
@Disk(type = "scsi", size = "64M")
class WeakIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long WEAK = 60_000;

    /** Of the map, in sectors: 1 MiB on a disk as small as this. */
    private static final long CELL = 2048;

    @Test
    void itIsToldOfAndIfThatIsWantedMovedWhileAllOfItCanBeSaved(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "tired", 0);
        guest.sh("printf 'all of it' | dd of=/dev/mapper/tired seek=" + WEAK + " bs=512 conv=sync oflag=direct 2>&1");
        device.fault("slow:2000", WEAK, 1);

        Result told = device.scrub();
        assertThat(told.status()).as(told.output()).isZero();
        assertThat(device.status("[.scrub.unreadable, .scrub.weak, (.faults | length)]"))
                .isEqualTo("[0,1,0]");
        assertThat(guest.sh("remapd explain tired " + WEAK)).contains("it reads, and takes the drive");
        assertThat(guest.sh(
                                "remapd map tired --json | jq -r '.cells | (map(.millis_per_mib) | sort | .[length / 2 | floor]) as $usual"
                                        + " | .[] | select(.millis_per_mib > 10 * $usual and .slowest_millis > 1900) | .range'")
                        .lines())
                .as("the map shows where it was slow: there, and perhaps in what waited for it at the drive")
                .contains(WEAK / CELL * CELL + "+" + CELL)
                .hasSizeBetween(1, 8);

        guest.sh(
                "sed -i 's/^#weak.*/weak = \"heal\"/; s/^#policy.*/policy = \"remap\"/' /etc/remapd.conf && systemctl restart remapd",
                LIMIT);
        assertThat(guest.sh("remapd map tired"))
                .as("it outlasts the daemon")
                .startsWith("tired  " + device.disk() + ", 64 cells of 1.0 MiB");
        assertThat(device.scrub().output()).contains("131072 sectors read");
        assertThat(device.status(".scrub.weak")).isEqualTo("1");
        device.awaitStatus("it is on a spare", "[.faults[] | select(.fate == \"remapped\")] | length == 1");
        assertThat(guest.sh("dmsetup message tired 0 list 0 | cut -d' ' -f1").lines())
                .containsExactly(Long.toString(WEAK), "end");
        assertThat(guest.sh("dd if=/dev/mapper/tired skip=" + WEAK
                        + " bs=512 count=1 iflag=direct status=none | tr -d '\\0'"))
                .isEqualTo("all of it");

        device.scrub();
        assertThat(device.status("[.scrub.unreadable, .scrub.weak]"))
                .as("what nobody is served from any more is not read")
                .isEqualTo("[0,0]");
    }
}
