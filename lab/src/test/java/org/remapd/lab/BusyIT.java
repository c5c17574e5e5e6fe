package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * An application writes all over a device, sixteen requests at a time, and reads back what it wrote, while sectors go bad under
 * it in bursts. It sees no error for what can be saved or is written anyway, and reads what it wrote last.
 */
@InGuest(seconds = 3600, processors = 2)
@Disk(type = "scsi", size = "64M")
class BusyIT {

    private static final int BURSTS = Lab.isLong() ? 20 : 4;
    private static final int SECTORS_A_BURST = 10;

    /** What may go wrong with a sector whose data need not be lost. */
    private static final List<String> KINDS = List.of("flaky:4", "write", "slow:100");

    private static final int BYTES = Lab.isLong() ? 32 << 20 : 8 << 20;
    /** It writes all of it and reads it back, so often. */
    private static final int LOOPS = 8;

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Random random = new Random(Lab.seed());

    @Test
    void anApplicationThatWritesAndReadsAllTheWhileSeesNoError(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "busy", 0);
        guest.sh("fio --name=busy --filename=" + device.path() + " --direct=1 --ioengine=libaio --iodepth=16"
                + " --rw=randwrite --bsrange=512-64k --size=" + BYTES + " --serialize_overlap=1"
                + " --loops=" + LOOPS + " --verify=crc32c --verify_interval=512 --randseed=" + Lab.seed()
                + " >/tmp/fio 2>&1 & echo $! >/tmp/fio.pid");
        for (int burst = 1; burst <= BURSTS; burst++) {
            String written = writtenIn(burst);
            guest.await(
                    "the application gets on",
                    "[ $(dmsetup status busy | cut -d' ' -f10) -ge " + written + " ]",
                    LIMIT);
            for (int n = 0; n < SECTORS_A_BURST; n++) {
                String kind = KINDS.get(random.nextInt(KINDS.size()));
                device.fault(kind, random.nextInt(BYTES / 512), 1);
            }
        }
        guest.await("it is through", "! kill -0 $(cat /tmp/fio.pid) 2>/dev/null", LIMIT);

        String told = guest.sh("cat /tmp/fio");
        System.out.println("BusyIT: " + BURSTS * SECTORS_A_BURST + " bad sectors, -Dremapd.seed=" + Lab.seed() + ", "
                + device.status(".spares.used") + " on spares, "
                + device.status("[.faults[] | select(.fate == \"healed-in-place\")] | length") + " healed in place");
        assertThat(told).contains("err= 0").doesNotContain("verify: bad", "Input/output error");
        assertThat(device.status("[.faults[].lost[]]")).isEqualTo("[]");
        device.awaitStatus("something was there to be saved", ".spares.used > 0");
    }

    /** Of the application's writes, which have 32 KiB on average, when this burst begins: the bursts fill the first half. */
    private static String writtenIn(int burst) {
        return Integer.toString(LOOPS * BYTES / 32_768 * burst / (2 * BURSTS + 2));
    }
}
