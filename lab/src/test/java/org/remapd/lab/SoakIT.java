package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A life of scrubs, of sectors that go bad in every way, and of daemons that end, in a hurry: what was written is what is read, and a
 * daemon at the end of its life is no larger than when it was young.
 */
@Tag("long")
@InGuest(seconds = 14_400)
@Disk(type = "scsi", size = "64M")
class SoakIT {

    private static final int LIVES = Lab.isLong() ? 12 : 1;
    private static final int SCRUBS = Lab.isLong() ? 25 : 4;
    private static final int YOUNG = 2;
    private static final int FAULTS = 6;
    private static final int UNIT = 8;
    private static final int UNITS = 4000;

    private static final String[] KINDS = {"flaky:3", "flaky:30", "slow:300", "pending"};
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Random random = new Random(Lab.seed());

    /** What there is of a daemon. */
    private record Size(int kib, int threads) {

        static Size of(Guest guest) {
            String[] words = guest.sh(
                            "awk '/^(VmRSS|Threads)/ {print $2}' /proc/$(systemctl show -P MainPID remapd)/status")
                    .split("\\s+");
            return new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        }
    }

    @Test
    void aDaemonThatHasLivedLongIsAsLargeAsAYoungOneAndNothingWasLostButWhatCouldNotBeRead(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "soak", 0, "--spares", "2000");
        RemapDevice.tryHard(guest);
        String all = "dd if=" + device.path() + " bs=" + UNITS * UNIT * 512
                + " count=1 iflag=direct status=none | sha256sum";
        guest.sh("dd if=/dev/urandom of=/tmp/data bs=" + UNITS * UNIT * 512 + " count=1 status=none"
                + " && dd if=/tmp/data of=" + device.path() + " bs=1M oflag=direct status=none");
        String written = guest.sh("sha256sum </tmp/data");
        List<Size> sizes = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            Size young = new Size(0, 0);
            for (int scrub = 0; scrub < SCRUBS; scrub++) {
                goBadAndScrub(guest, device);
                young = scrub == YOUNG - 1 ? Size.of(guest) : young;
            }
            Size old = Size.of(guest);
            sizes.add(young);
            sizes.add(old);
            assertThat(old.threads()).as("threads, young and old").isBetween(1, young.threads() + 2);
            assertThat(old.kib()).as("KiB, %s", sizes).isLessThan(young.kib() + young.kib() / 5);
            assertThat(guest.sh(all)).as("what was written").isEqualTo(written);
            guest.sh(
                    life % 2 == 0
                            ? "systemctl restart remapd"
                            : "systemctl kill -s KILL remapd; systemctl reset-failed remapd; systemctl start remapd",
                    LONG);
        }
        System.out.println("SoakIT (-Dremapd.seed=" + Lab.seed() + "): " + LIVES * SCRUBS + " scrubs, "
                + device.activeSpares() + " spares used; young and old: " + sizes);
    }

    /** Of what is bad for good nothing but zeros are lost: behind the data, where nobody has written. */
    private void goBadAndScrub(Guest guest, RemapDevice device) {
        guest.fault("0 clear");
        for (int fault = 0; fault < FAULTS; fault++) {
            String kind = KINDS[random.nextInt(KINDS.length)];
            boolean forGood = kind.equals("pending");
            long sector = (forGood ? UNITS * UNIT : 0L) + random.nextInt(UNITS) * (long) UNIT;
            device.fault(kind, sector, 1);
        }
        Result scrub = device.scrub();
        assertThat(scrub.status()).as(scrub.output()).isBetween(0, 1);
    }
}
