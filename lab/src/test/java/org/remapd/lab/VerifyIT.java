package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Scrubs that may have the drive verify. QEMU's NVMe drives read for that, and fail where they cannot; its SCSI and SATA disks say that they could
 * and have not looked.
 */
@InGuest
@Disk(type = "nvme", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "sata", size = "64M")
class VerifyIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long FIRST = 28_000;
    private static final long SECOND = 88_000;

    @Test
    void aDriveThatTellsWhatItCannotReadHandsOnlyThatOver(Guest guest) {
        RemapDevice device = verifying(guest, "tells", 0);
        device.fault("read", FIRST, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        assertThat(device.status("[.scrub.unreadable, .scrub.verifies]"))
                .as("no sector was known that cannot be read")
                .isEqualTo("[1,false]");
        assertThat(handsOverForASecond(guest, device, 0, true))
                .as("of %s sectors", device.status(".scrub.sectors"))
                .isLessThan(Long.parseLong(device.status(".scrub.sectors")) / 8);
    }

    @Test
    @Tag("long")
    void oneThatDoesNotLookIsFoundOutAndRead(Guest guest) {
        isFoundOutAndRead("scsi", 1, guest);
    }

    @Test
    @Tag("long")
    void soIsASataDrive(Guest guest) {
        isFoundOutAndRead("sata", 2, guest);
    }

    private static void isFoundOutAndRead(String name, int disk, Guest guest) {
        RemapDevice device = verifying(guest, name, disk);
        device.fault("read", FIRST, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        assertThat(handsOverForASecond(guest, device, disk, false))
                .isGreaterThan(Long.parseLong(device.status(".scrub.sectors")) * 9 / 10);
        assertThat(guest.sh("journalctl -u remapd -o cat --no-pager"))
                .contains(name + ": the scrub reads, it does not verify: the drive verifies disk sector "
                        + (RemapDevice.DATA_START + FIRST) + "+1, which cannot be read");
    }

    /** Sectors that a drive hands over to a scrub that finds a second bad sector of its. */
    private static long handsOverForASecond(Guest guest, RemapDevice device, int disk, boolean verifies) {
        device.fault("read", SECOND, 1);
        long before = guest.sectorsRead(disk);

        Result scrub = device.scrub();

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(device.status("[.scrub.unreadable, .scrub.verifies]")).isEqualTo("[1," + verifies + "]");
        assertBothAreMapped(guest, device);
        return guest.sectorsRead(disk) - before;
    }

    /** What is said of one device is in force there only. */
    private static RemapDevice verifying(Guest guest, String name, int disk) {
        RemapDevice device = RemapDevice.create(guest, name, disk);
        guest.sh(
                "printf '\\n[device." + name + ".scrub]\\nverify = \"auto\"\\n' >> /etc/remapd.conf"
                        + " && systemctl restart remapd",
                LIMIT);
        return device;
    }

    private static void assertBothAreMapped(Guest guest, RemapDevice device) {
        assertThat(guest.sh("dmsetup message " + device.name() + " 0 list 0 | cut -d' ' -f1")
                        .lines())
                .containsExactly(Long.toString(FIRST), Long.toString(SECOND), "end");
    }
}
