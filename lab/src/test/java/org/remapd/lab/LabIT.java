package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab itself: its disks are what was asked for, and fail as they are told to, each in the way of its bus. */
@InGuest
@Disk(type = "scsi", size = "1G")
@Disk(type = "sata", size = "2G", physical = 4096)
@Disk(type = "nvme", size = "64M", logical = 4096)
@Disk(type = "virtio", size = "1G", physical = 4096, serial = "chosen")
class LabIT {

    private static final int SCSI = 0;
    private static final int SATA = 1;
    private static final int NVME = 2;
    private static final int VIRTIO = 3;

    @BeforeEach
    void nothingIsWrong(Guest guest) {
        for (int disk = SCSI; disk <= VIRTIO; disk++) {
            guest.fault(disk + " clear");
        }
        guest.kernelLog();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1073741824, 512, 512, scsi-3",
        "1, 2147483648, 512, 4096, ata-LAB_SATA_lab-disk-1",
        "2, 67108864, 4096, 4096, nvme-QEMU_NVMe_Ctrl_lab-disk-2",
        "3, 1073741824, 512, 4096, virtio-chosen",
    })
    void disksAreAsAskedFor(int disk, long size, int logical, int physical, String link, Guest guest) {
        assertThat(guest.sh("blockdev --getsize64 --getss --getpbsz " + guest.disk(disk)))
                .isEqualTo(size + "\n" + logical + "\n" + physical);
        assertThat(guest.sh("echo $LAB_DISK" + disk)).startsWith("/dev/disk/by-id/" + link);
    }

    /** Between two looks at it at least what passed between their answers and questions goes by, and at most what passed around them. */
    @Test
    void theGuestsClockGoesAsThatOfThisMachine(Guest guest) {
        long before = System.nanoTime();
        double first = uptime(guest);
        long between = System.nanoTime();
        guest.sh("sleep 1");
        long afterwards = System.nanoTime();
        double second = uptime(guest);
        long after = System.nanoTime();

        assertThat(second - first).isBetween((afterwards - between) / 1e9 * 0.98, (after - before) / 1e9 * 1.02);
    }

    private static double uptime(Guest guest) {
        return Double.parseDouble(guest.sh("cut -d' ' -f1 /proc/uptime"));
    }

    @Test
    void scsiReportsAMediumError(Guest guest) {
        guest.fault("0 read 1000+2");

        assertThat(read(guest, SCSI, 1000).output()).contains("No data available");
        assertThat(logOf(
                        guest,
                        readOf(SCSI, 1000),
                        "critical medium error, dev " + name(guest, SCSI) + ", sector 1000 "))
                .contains("Sense Key : Medium Error", "Unrecovered read error");
    }

    @Test
    void nvmeReportsAMediumError(Guest guest) {
        guest.fault("2 read 1000");

        String read = "dd if=$LAB_DISK2 of=/dev/null bs=4096 skip=125 count=1 iflag=direct";
        assertThat(guest.run(read).output()).contains("No data available");
        assertThat(logOf(guest, read, "critical medium error, dev nvme0n1, sector 1000 "))
                .contains("(sct 0x2 / sc 0x81)");
    }

    @ParameterizedTest
    @ValueSource(ints = {SATA, VIRTIO})
    void sataAndVirtioReportAnError(int disk, Guest guest) {
        guest.fault(disk + " read 1000");

        assertThat(read(guest, disk, 1000).output()).contains("Input/output error");
        logOf(guest, readOf(disk, 1000), "I/O error, dev " + name(guest, disk) + ", sector 1000 ");
    }

    @Test
    void readFaultsStayUntilCleared(Guest guest) {
        guest.fault("0 read 1000+2");

        assertThat(read(guest, SCSI, 999).status()).isZero();
        assertThat(write(guest, SCSI, 1000, 2).status()).isZero();
        assertThat(read(guest, SCSI, 1000).status()).isNotZero();
        assertThat(read(guest, SCSI, 1001).status()).isNotZero();
        assertThat(read(guest, SCSI, 1002).status()).isZero();
        guest.fault("0 clear");
        assertThat(read(guest, SCSI, 1000).status()).isZero();
    }

    @Test
    void oneBadSectorMakesItsPhysicalBlockUnreadable(Guest guest) {
        guest.fault("3 read 1003");

        assertThat(read(guest, VIRTIO, 999).status()).isZero();
        assertThat(read(guest, VIRTIO, 1000).status()).isNotZero();
        assertThat(read(guest, VIRTIO, 1007).status()).isNotZero();
        assertThat(read(guest, VIRTIO, 1008).status()).isZero();
    }

    @Test
    void writeFaultsLeaveReading(Guest guest) {
        guest.fault("0 write 2000");

        assertThat(write(guest, SCSI, 2000, 1).status()).isNotZero();
        logOf(guest, writeOf(SCSI, 2000, 1), "sector 2000 op 0x1:(WRITE)");
        assertThat(read(guest, SCSI, 2000).status()).isZero();
    }

    @Test
    void pendingIsCuredByRewritingTheWholePhysicalBlock(Guest guest) {
        guest.fault("3 pending 3001");

        assertThat(read(guest, VIRTIO, 3000).status()).isNotZero();
        assertThat(write(guest, VIRTIO, 3000, 4).status()).isZero();
        assertThat(read(guest, VIRTIO, 3000).status()).isNotZero();
        assertThat(write(guest, VIRTIO, 3000, 8).status()).isZero();
        assertThat(read(guest, VIRTIO, 3000).status()).isZero();
        assertThat(guest.fault("3 list")).isEmpty();
    }

    @Test
    void flakyReadsAfterSoManyAttempts(Guest guest) {
        guest.fault("0 flaky:2 4000");

        assertThat(read(guest, SCSI, 4000).status()).isNotZero();
        assertThat(read(guest, SCSI, 4000).status()).isNotZero();
        assertThat(read(guest, SCSI, 4000).status()).isZero();
    }

    @Test
    void theKernelMakesSixAttemptsOnNvme(Guest guest) {
        guest.fault("2 flaky:5 4000");
        guest.sh("dd if=$LAB_DISK2 of=/dev/null bs=4096 skip=500 count=1 iflag=direct");
        guest.fault("2 flaky:6 4000");

        assertThat(guest.run("dd if=$LAB_DISK2 of=/dev/null bs=4096 skip=500 count=1 iflag=direct")
                        .status())
                .isNotZero();
    }

    @Test
    void slowDelaysOnlyItsPlace(Guest guest) {
        guest.fault("0 slow:3000 5000");

        assertThat(secondsToRead(guest, SCSI, 5001)).isLessThan(2.5);
        assertThat(secondsToRead(guest, SCSI, 5000)).isGreaterThan(2.9);
    }

    @Test
    void oneThatDoesOneThingAtATimeHasOthersWait(Guest guest) {
        guest.fault("0 slow:2000 5000 7000");
        assertThat(millisToReadBoth(guest)).as("side by side").isLessThan(3800);
        guest.fault("0 single");
        assertThat(millisToReadBoth(guest)).as("one after the other").isGreaterThan(3900);
    }

    private static long millisToReadBoth(Guest guest) {
        return Long.parseLong(guest.sh("began=$(date +%s%3N); for n in 5000 7000; do"
                + " dd if=$LAB_DISK0 of=/dev/null skip=$n count=1 iflag=direct 2>/dev/null & done; wait;"
                + " echo $(($(date +%s%3N) - began))"));
    }

    @Test
    void hangIsAnsweredWhenCleared(Guest guest) {
        guest.fault("0 hang 6000");
        guest.sh(
                "(dd if=$LAB_DISK0 of=/dev/null skip=6000 count=1 iflag=direct; echo $? >/tmp/hung) >/dev/null 2>&1 &");

        assertThat(read(guest, SCSI, 6001).status()).isZero();
        assertThat(guest.run("cat /tmp/hung").status()).isNotZero();
        guest.fault("0 clear");
        assertThat(guest.await("the read that hung ends", "cat /tmp/hung", Duration.ofSeconds(20)))
                .isEqualTo("0");
    }

    @Test
    void abortIsNoMediumError(Guest guest) {
        guest.fault("0 abort");

        assertThat(read(guest, SCSI, 0).output()).contains("Input/output error");
        assertThat(logOf(guest, readOf(SCSI, 0), "Aborted Command")).doesNotContain("Medium Error");
    }

    @Test
    void lockedFailsEverywhere(Guest guest) {
        guest.fault("0 locked");

        assertThat(read(guest, SCSI, 0).output()).contains("No data available");
        assertThat(read(guest, SCSI, 1_000_000).output()).contains("No data available");
        assertThat(write(guest, SCSI, 1_000_000, 1).status()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SCSI, NVME, VIRTIO})
    void aPulledDriveVanishesAndComesBack(int disk, Guest guest) {
        String link = guest.sh("echo $LAB_DISK" + disk);
        guest.fault(disk + " gone");
        guest.await("its node vanishes", "! test -e " + link, Duration.ofSeconds(30));
        guest.fault(disk + " back");
        guest.await("its node is back", "test -b " + link, Duration.ofSeconds(30));

        guest.sh("dd if=" + link + " of=/dev/null bs=4096 count=1 iflag=direct");
    }

    @Test
    void aPulledSataDriveFailsEveryCommand(Guest guest) {
        guest.fault("1 gone");
        assertThat(read(guest, SATA, 0).status()).isNotZero();
        guest.fault("1 back");
        assertThat(read(guest, SATA, 0).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0 bad 1",
                "0 read",
                "0 read x",
                "0 read 1+0",
                "0 read 99999999",
                "9 read 1",
                "0 flaky 1",
                "gone"
            })
    void wordsNotUnderstoodAreRefused(String words, Guest guest) {
        assertThatThrownBy(() -> guest.fault(words))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 2");
    }

    @Test
    void faultsCanBeSetInTheGuest(Guest guest) {
        guest.sh("lab-fault 0 read 7000");

        assertThat(guest.sh("lab-fault 0 list")).isEqualTo("read 7000+1");
        assertThat(guest.run("lab-fault 0 nonsense"))
                .isEqualTo(
                        new Result(
                                2,
                                "lab-fault: not a fault: read, write, pending, slow:MS, flaky:N, hang, gone, back, abort, locked, single, clear"));
    }

    @Test
    void severalPlacesAreSetAtOnceOrIfOneIsWrongNone(Guest guest) {
        guest.fault("0 read 7000 7100+2 7200");
        assertThat(guest.fault("0 list").lines().map(String::strip))
                .containsExactlyInAnyOrder("read 7000+1", "read 7100+2", "read 7200+1");
        guest.fault("0 clear 7000 7200");

        assertThatThrownBy(() -> guest.fault("0 read 7300 99999999 7400"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it takes SECTOR or SECTOR+COUNT, within the disk");

        assertThat(guest.fault("0 list").strip()).isEqualTo("read 7100+2");
    }

    @Test
    void theModuleIsInstalled(Guest guest) {
        guest.sh("modprobe dm_remap && dmsetup targets | grep '^remap '");
    }

    /**
     * The kernel's log once the line is in it, the failing command being run until then: of the lines that one place prints, the
     * kernel suppresses those beyond ten in five seconds (include/linux/printk.h: printk_ratelimited).
     */
    private static String logOf(Guest guest, String failing, String line) {
        String again = failing + " 2>/dev/null; dmesg | grep -F '" + line + "'";
        guest.await("the kernel logs " + line, again, Duration.ofSeconds(30));
        return guest.kernelLog();
    }

    private static Result read(Guest guest, int disk, long sector) {
        return guest.run(readOf(disk, sector));
    }

    /** As the kernel's log has it: which disk is the first, its drivers decide anew at each boot. */
    private static String name(Guest guest, int disk) {
        return guest.disk(disk).substring("/dev/".length());
    }

    private static String readOf(int disk, long sector) {
        return "dd if=$LAB_DISK" + disk + " of=/dev/null bs=512 iflag=direct count=1 skip=" + sector;
    }

    private static Result write(Guest guest, int disk, long sector, int count) {
        return guest.run(writeOf(disk, sector, count));
    }

    private static String writeOf(int disk, long sector, int count) {
        return "dd if=/dev/urandom of=$LAB_DISK" + disk + " bs=" + 512 * count
                + " oflag=direct,seek_bytes count=1 seek=" + sector * 512;
    }

    private static double secondsToRead(Guest guest, int disk, long sector) {
        return Double.parseDouble(guest.sh("dd if=$LAB_DISK" + disk + " of=/dev/null bs=512 iflag=direct count=1 skip="
                + sector + " 2>&1 | sed -n 's/.*copied, \\([0-9.]*\\) s.*/\\1/p'"));
    }
}
