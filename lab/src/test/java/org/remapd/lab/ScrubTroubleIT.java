package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Disks that answer late, never, not at all, or no longer to writes, in the middle of their scrubs: each is told of within a minute, and
 * the daemon and another disk go on as if nothing were. One that does not answer to a single sector is read but for that. On SCSI, where the kernel waits for ever: an emulated SATA drive that is reset
 * while it owes an answer has all of its machine stand still until then.
 */
@Tag("long")
@InGuest(seconds = 1800)
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
class ScrubTroubleIT {

    private static final String[] NAMES = {"late", "silent", "pulled", "stiff", "well", "spotted"};
    private static final int LATE = 0;
    private static final int SILENT = 1;
    private static final int PULLED = 2;
    private static final int STIFF = 3;
    private static final int WELL = 4;
    private static final int SPOTTED = 5;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final long DISK_SECTORS = 524_288;

    /** As far from where a scrub is as it comes in two seconds. */
    private static final long AHEAD = 4096;

    private static final String STALLED = "eaec04bb019846f9812db85a93222582";
    private static final String FAILED = "b07a7b27c436423086b4efcebbaf2a3b";
    private static final String READ_ONLY = "5f0a4d3f0c5e4f0f9c2f3d3a7f6b9be1";

    @Test
    void aDiskThatAnswersLateOrNeverOrIsPulledOrTakesNoWritesIsToldOfAndTheOthersGoOn(Guest guest) {
        guest.sh(
                "sed -i '/^\\[scrub\\]/a max-rate = \"1MiB/s\"\\nblock-size = \"256KiB\"' /etc/remapd.conf"
                        + " && remapd check-config >/dev/null && systemctl restart remapd",
                LIMIT);
        RemapDevice[] devices = new RemapDevice[NAMES.length];
        for (int disk = 0; disk < NAMES.length; disk++) {
            devices[disk] = RemapDevice.create(guest, NAMES[disk], disk);
        }
        guest.sh("for name in " + String.join(" ", NAMES) + "; do remapd scrub $name --now || exit; done", LIMIT);
        for (RemapDevice device : devices) {
            device.awaitStatus("its scrub has begun", ".scrub.done > 0 and .scrub.state == \"running\"");
        }

        devices[SPOTTED].fault("hang", DISK_SECTORS / 2, 1);
        guest.fault(PULLED + " gone");
        awaitAlert(guest, FAILED, "pulled");
        devices[PULLED].awaitStatus("its scrub is over", ".scrub.state == \"failed\"");
        guest.fault(STIFF + " write 0+" + DISK_SECTORS);
        awaitAlert(guest, READ_ONLY, "stiff");
        guest.fault(SILENT + " hang " + rest(devices[SILENT]));
        awaitAlert(guest, STALLED, "silent");
        guest.fault(LATE + " slow:32000 " + rest(devices[LATE]));
        awaitAlert(guest, STALLED, "late");
        devices[WELL].awaitStatus("the scrub of the one that is well is over", ".scrub.state == \"finished\"", LIMIT);
        assertThat(devices[WELL].status(".scrub | [.unreadable, .unexamined]")).isEqualTo("[0,0]");
        devices[SPOTTED].awaitStatus("the rest of one is read", ".scrub.state == \"finished\"", LIMIT);
        assertThat(devices[SPOTTED].status(".scrub | .unreadable == 0 and .unexamined > 0 and .unexamined <= 512"))
                .isEqualTo("true");
        awaitAlert(guest, STALLED, "spotted");
        System.out.println(guest.sh("journalctl -o short-monotonic -u remapd | tail -n 80"));
    }

    /** Of its disk, what its scrub comes to soon. */
    private static String rest(RemapDevice device) {
        long first = Long.parseLong(device.status(".scrub.done")) + AHEAD;
        return first + "+" + (DISK_SECTORS - first);
    }

    private static void awaitAlert(Guest guest, String id, String device) {
        guest.await(
                device + " is told of",
                "journalctl -o cat -n 1 MESSAGE_ID=" + id + " REMAPD_DEVICE=" + device + " | grep -q .",
                MINUTE);
    }
}
