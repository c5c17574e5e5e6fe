package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A drive with a head that is gone, and a surface that is no longer good elsewhere. */
@Tag("long")
@InGuest(seconds = 7200, processors = 2)
@Disk(type = "scsi", size = "3G", physical = 4096)
class BadGibibyteIT {

    private static final int GIBIBYTE = 1 << 21;
    private static final int SCATTERED = 1000;
    private static final int BLOCK = 8;

    private final Random random = new Random(Lab.seed());

    /**
     * Each block is found once, and none that can be read: where they are as many as there are, they are those. The breaker is open, so that a
     * quarter of a million of them are found and not moved.
     */
    @Test
    void allThatIsBadIsFoundToTheBlock(Guest guest) {
        // A million lines of the kernel's would take the emulated serial port longer than all else takes.
        guest.sh("dmesg --console-level emerg");
        RemapDevice device = RemapDevice.create(guest, "gibibyte", 0);
        guest.sh("remapd breaker gibibyte --open");
        device.fault("read", GIBIBYTE, GIBIBYTE);
        Set<Long> scattered = new TreeSet<>();
        while (scattered.size() < SCATTERED) {
            scattered.add(random.nextInt(GIBIBYTE / BLOCK) * (long) BLOCK);
        }
        device.fault("read", scattered, BLOCK);

        Result scrub = device.scrub(Duration.ofMinutes(100));

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(device.status(".scrub | [.unreadable, .unexamined]"))
                .isEqualTo("[" + (GIBIBYTE + SCATTERED * BLOCK) + ",0]");
    }
}
