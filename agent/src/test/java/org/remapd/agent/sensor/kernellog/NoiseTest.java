package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/**
 * A log full of trouble of which none is our disk's medium: links that reset, commands that are aborted, locked drives,
 * bad sectors of others, and user space that imitates ours. Ours is sda, behind ata1, and nvme0n1.
 */
class NoiseTest {

    private static final int LINES = 1_000_000;
    private static final int SLICE = 50_000;
    /** A few lines per millisecond, as in a storm. */
    private static final int MOST_MICROS_BETWEEN = 2_000;

    /** Each takes a number that makes it another error than before. */
    private static final List<Function<Integer, String>> NOISE = List.of(
            n -> "ata1: hard resetting link",
            n -> "ata1: SATA link down (SStatus 0 SControl 300)",
            n -> "ata1: EH complete",
            n -> "ata1.00: exception Emask 0x10 SAct 0x%x SErr 0x4050000 action 0xe frozen".formatted(n),
            n -> "ata1.00: failed command: READ FPDMA QUEUED",
            n -> "ata1.00: cmd 60/08:70:00:%02x:00/00:00:00:00:00/40 tag %d ncq dma 4096 in\n"
                            .formatted(n % 256, n % 32)
                    + "         res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
            n -> "ata1.00: cmd 25/00:08:00:%02x:00/00:00:00:00:00/e0 tag %d dma 4096 in\n".formatted(n % 256, n % 32)
                    + "         res 51/84:00:00:%02x:00/00:00:00:00:00/e0 Emask 0x10 (ATA bus error)"
                            .formatted(n % 256),
            n -> "ata1.00: error: { ICRC ABRT }",
            n -> "sd 0:0:0:0: [sda] tag#%d FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK".formatted(n % 64),
            n -> "sd 0:0:0:0: [sda] tag#%d Sense Key : Aborted Command [current]".formatted(n % 64),
            n -> "sd 0:0:0:0: [sda] tag#%d Add. Sense: Scsi parity error".formatted(n % 64),
            n -> "sd 0:0:0:0: [sda] tag#%d Sense Key : Recovered Error [current] [descriptor]".formatted(n % 64),
            n -> "sd 0:0:0:0: [sda] tag#%d CDB: Read(10) 28 00 00 %02x 10 00 00 00 08 00".formatted(n % 64, n % 256),
            n -> "sd 0:0:0:0: rejecting I/O to offline device",
            n -> "device offline error, dev sda, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
                    .formatted(n),
            n -> "critical target error, dev sda, sector %d op 0x3:(DISCARD) flags 0x0 phys_seg 1 prio class 2"
                    .formatted(n),
            n -> "timeout error, dev sda, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2".formatted(n),
            n -> "nvme nvme0: I/O %d QID 3 timeout, aborting".formatted(n % 1024),
            n -> "nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10",
            n -> "nvme0n1: Read(0x2) @ LBA %d, 8 blocks, Access Denied (sct 0x2 / sc 0x86) DNR".formatted(n),
            n -> "nvme0n1: Read(0x2) @ LBA %d, 8 blocks, Host Aborted Command (sct 0x3 / sc 0x71)".formatted(n),
            n -> "sd 7:0:0:0: [sdb] tag#%d Sense Key : Medium Error [current]".formatted(n % 64),
            n -> "sd 7:0:0:0: [sdb] tag#%d CDB: Read(10) 28 00 00 %02x 10 00 00 00 08 00".formatted(n % 64, n % 256),
            n -> "critical medium error, dev sdb, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
                    .formatted(n),
            n -> "ata2.00: cmd 25/00:08:00:%02x:00/00:00:00:00:00/e0 tag %d dma 4096 in\n".formatted(n % 256, n % 32)
                    + "         res 51/40:00:00:%02x:00/00:00:00:00:00/e0 Emask 0x9 (media error)".formatted(n % 256),
            n -> "nvme1n1: Read(0x2) @ LBA %d, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) DNR".formatted(n),
            n -> "Buffer I/O error on dev sda1, logical block %d, async page read".formatted(n),
            n -> "BTRFS error (device sda1): bdev /dev/sda1 errs: wr 0, rd %d, flush 0, corrupt 0, gen 0".formatted(n),
            n -> "md/raid1:md0: sda1: rescheduling sector %d".formatted(n),
            n -> "audit: type=1400 msg=\"critical medium error, dev sda, sector %d\"".formatted(n),
            n -> "net_ratelimit: %d callbacks suppressed".formatted(n));

    /** What user space wrote, in the formats of logs that say so. */
    private static final List<Function<String, String>> OF_USER_SPACE = List.of(
            text -> "11,%d,1,-;" + text,
            text -> "<11>[    1.000000] " + text,
            text -> "user  :err   : [    1.000000] " + text,
            text -> "Apr 16 07:07:38 host myapp[7]: " + text + "\n                                " + text,
            text -> "2023-11-11T06:30:30.786134+05:30 host myapp: kernel: " + text,
            text -> "<11>1 2023-11-11T06:30:30Z host kernel - - - " + text,
            text -> "{\"_TRANSPORT\":\"stdout\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"" + text + "\"}",
            text -> "_TRANSPORT=syslog\nSYSLOG_IDENTIFIER=kernel\nMESSAGE=" + text + "\n");

    private final LogFormat format = new LogFormat();
    private final Correlator correlator = new Correlator(Duration.ofSeconds(5));
    private int others;
    private int rejected;

    @Test
    void leadsToNothingAtOurDiskAndIsNotKept() {
        Seeds.once(random -> {
            long micros = 0;
            for (int i = 0; i < (Seeds.isLong() ? LINES : SLICE); i++) {
                micros += random.nextInt(MOST_MICROS_BETWEEN);
                if (random.nextInt(8) == 0) {
                    imitate(random);
                } else {
                    String text = NOISE.get(random.nextInt(NOISE.size())).apply(random.nextInt(1 << 24));
                    LogLine line = new LogLine(Stamp.monotonic(micros), 0, 3, text, java.util.Map.of(), text);
                    correlator.accept(line, this::mustNotBeOurs);
                }
                assertThat(correlator.openCases()).isLessThanOrEqualTo(OpenCases.MOST);
            }
            correlator.finish(this::mustNotBeOurs);
        });
        assertThat(correlator.openCases()).isZero();
        assertThat(others).as("bad sectors of other disks").isGreaterThan(SLICE / 100);
        assertThat(rejected).as("errors that are not the medium's").isGreaterThan(SLICE / 100);
    }

    private void imitate(Random random) {
        String ours = "critical medium error, dev sda, sector " + random.nextInt(1 << 24);
        String lines = OF_USER_SPACE.get(random.nextInt(OF_USER_SPACE.size())).apply(ours);
        lines.lines().forEach(line -> format.accept(line, message -> correlator.accept(message, this::mustNotBeOurs)));
        format.finish(message -> correlator.accept(message, this::mustNotBeOurs));
    }

    private void mustNotBeOurs(Verdict verdict) {
        if (!verdict.kind().asksForAction()) {
            rejected++;
            return;
        }
        assertThat(verdict.device()).as("the device of %s", verdict).isNotNull().doesNotMatch("sda|ata1\\.00|nvme0.*");
        others++;
    }
}
