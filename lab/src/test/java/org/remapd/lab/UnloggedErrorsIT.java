package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Of sixty errors within a second the kernel logs ten. Only the disk is read, not the remap device on it, whose target would tell of
 * them by itself.
 */
@Tag("long")
@InGuest(seconds = 1200)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class UnloggedErrorsIT {

    private static final Duration RESTART = Duration.ofMinutes(4);
    private static final String INSTANCE = "/sys/kernel/tracing/instances/remapd";

    private static final int BAD = 60;
    private static final long FIRST = 20_000;

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
    }

    @Test
    void allAreFoundByTheTracepointAndNotOnceMoreAfterARestart(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "traced", 0);
        assertThat(guest.sh("cat /sys/kernel/tracing/events/block/block_rq_error/enable"))
                .as("nobody else's tracing is touched")
                .isEqualTo("0");

        List<Long> bad = goBad(guest, device, 200);

        allAreHealed(guest, device, bad);
        assertThat(device.status("[.faults[].cause[:6]] | unique"))
                .as("none by looking around")
                .isIn("[\"block \"]", "[\"block \",\"kernel\"]");
        long hints = Long.parseLong(device.status(".totals.hints"));
        assertThat(hints).as("what our own reads raise is none").isBetween((long) BAD, 2L * BAD);

        guest.sh("systemctl stop remapd && ! test -e " + INSTANCE, RESTART);
        guest.sh("systemctl start remapd && test -d " + INSTANCE, RESTART);
        assertThat(device.status("[.totals.hints, .spares.used]")).isEqualTo("[0," + BAD + "]");
    }

    @Test
    void withoutItWhatIsNearToThoseThatWereLoggedIsRead(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "untraced", 1);
        guest.sh(
                "systemctl stop remapd && systemctl mask -q --runtime sys-kernel-tracing.mount && umount /sys/kernel/tracing"
                        + " && systemctl start remapd",
                RESTART);
        try {
            assertThat(guest.sh("journalctl -u remapd -o cat"))
                    .contains("only the kernel's log tells", "tracefs is not mounted at /sys/kernel/tracing");

            allAreHealed(guest, device, goBad(guest, device, 20));
        } finally {
            guest.sh("systemctl unmask -q --runtime sys-kernel-tracing.mount && systemctl restart remapd", RESTART);
        }
    }

    /** Has that many sectors fail, one in each piece of the disk, and reads these pieces; returns the sectors. */
    private static List<Long> goBad(Guest guest, RemapDevice device, int piece) {
        List<Long> bad = LongStream.range(0, BAD)
                .mapToObj(each -> FIRST + each * piece + each % piece)
                .toList();
        bad.forEach(sector -> device.fault("flaky:15", sector, 1));
        guest.sh("dmesg -C; dd if=" + device.disk() + " of=/dev/null bs=" + 512 * piece + " count=" + BAD
                + " skip=" + 512 * (RemapDevice.DATA_START + FIRST)
                + " iflag=direct,skip_bytes conv=noerror 2>/dev/null || true");
        assertThat(Integer.parseInt(guest.sh("dmesg | grep -c 'critical medium error'")))
                .as("the kernel logged few of them")
                .isBetween(1, BAD / 2);
        return bad;
    }

    private static void allAreHealed(Guest guest, RemapDevice device, List<Long> bad) {
        device.awaitStatus("all are healed", "[.faults[] | select(.fate == \"remapped\")] | length == " + BAD);
        assertThat(guest.sh("dmsetup message " + device.name() + " 0 list 0 | cut -d' ' -f1"))
                .as("and nothing else is moved")
                .isEqualTo(bad.stream().map(String::valueOf).collect(Collectors.joining("\n")) + "\nend");
        assertThat(device.status(".spares.used")).isEqualTo(String.valueOf(BAD));
    }
}
