package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A disk that goes away or locks itself under load looks like very many bad sectors, and so does one that aborts every command;
 * nothing is moved for that.
 */
@InGuest
@Disk(type = "sata", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class BreakerIT {

    private static final int PULLED = 0;
    private static final int ABORTING = 1;
    private static final int LOCKED = 2;
    /** The kernel takes minutes to give a SATA disk up. */
    private static final List<Integer> DISKS =
            Lab.isLong() ? List.of(PULLED, ABORTING, LOCKED) : List.of(ABORTING, LOCKED);

    private static final String[] NAMES = {"pulled", "aborting", "locked"};
    private static final String[] WORDS = {"gone", "abort", "locked"};

    @Test
    void underLoadNothingIsMovedTheBreakerSaysWhyAndWhenTheDiskIsBackHealingGoesOn(Guest guest) {
        RemapDevice[] devices = new RemapDevice[NAMES.length];
        for (int disk : DISKS) {
            devices[disk] = RemapDevice.create(guest, NAMES[disk], disk);
        }
        for (int disk : DISKS) {
            guest.sh("(while test ! -e /tmp/enough; do dd if=" + devices[disk].path()
                    + " of=/dev/null bs=64k iflag=direct skip=$((RANDOM % 900)) count=20 2>/dev/null; sleep 1; done)"
                    + " >/dev/null 2>&1 &");
        }
        for (int disk : DISKS) {
            guest.fault(disk + " " + WORDS[disk]);
        }
        for (int disk : DISKS) {
            devices[disk].awaitStatus("the breaker is open", ".breaker.open");
            assertThat(devices[disk].status(".breaker.cause")).isEqualTo("\"not-alive\"");
            assertThat(guest.run("remapd status " + NAMES[disk]).output())
                    .contains("NEEDS ATTENTION", "nothing is moved: no place of the disk can be read");
        }
        for (int disk : DISKS) {
            assertThat(guest.sh("dmsetup message " + NAMES[disk] + " 0 list 0")).isEqualTo("end");
        }
        guest.sh("touch /tmp/enough");

        for (int disk : DISKS) {
            guest.fault(disk + " " + (disk == PULLED ? "back" : "clear"));
        }
        for (int disk : DISKS) {
            devices[disk].awaitStatus("the breaker is closed again", ".breaker.open | not");
            assertThat(guest.sh("dmsetup message " + NAMES[disk] + " 0 list 0")).isEqualTo("end");
            devices[disk].awaitStatus("no fault is left", "[.faults[] | select(.fate == \"unhealed\")] == []");
        }
        assertThat(guest.sh("journalctl -o cat REMAPD_DEVICE=locked PRIORITY=2"))
                .contains("the breaker opened");
        devices[ABORTING].write(5000, 1, "kept");
        devices[ABORTING].fault("flaky:7", 5000, 1);
        assertThat(devices[ABORTING].read(5000, 1)).isEqualTo("kept 5000");
        devices[ABORTING].awaitStatus(
                "it is healed", "[.faults[] | select(.sector == 5000) | .fate] == [\"healed-in-place\"]");
    }
}
