package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spares are sectors too: they go bad while in use, and there is an end of them. */
@InGuest
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class SparesIT {

    private static final int FAILING = 0;
    private static final int FEW = 1;
    private static final int MORE = 2;
    private static final int BESIDE = 3;
    private static final int ITS_SPARES = 4;
    private static final int KILLED = 5;
    private static final int SPARES_OF_KILLED = 6;
    private static final int BEREFT = 7;
    private static final int ABORTING = 8;

    private static final int SPARES = 20;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
    }

    @Test
    void aUnitWhoseSpareFailsMovesOnWithItsNewestData(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "failing", FAILING);
        device.write(5000, 8, "old");
        device.fault("flaky:9", 5003, 1);
        assertThat(device.read(5000, 8)).contains("old 5003");
        device.awaitStatus("it is on a spare", ".spares.used == 1");
        device.write(5003, 1, "newest");
        String first = spareOf(guest, 5003);

        guest.fault(FAILING + " flaky:9 " + first);

        assertThat(device.read(5000, 8)).contains("old 5002", "newest 5003", "old 5004");
        device.awaitStatus("the bad spare is out of use", ".spares.retired == 1");
        String second = spareOf(guest, 5003);
        assertThat(second).isNotEqualTo(first);
        guest.fault(FAILING + " write " + second);
        device.write(5000, 8, "after");
        assertThat(device.read(5000, 8)).contains("after 5003");
        assertThat(spareOf(guest, 5003)).isNotIn(first, second);
        device.awaitStatus("so is the other", ".spares.retired == 2 and .spares.used == 1");
    }

    private static String spareOf(Guest guest, long unit) {
        return spareOf(guest, "failing", unit);
    }

    /** Where it lies on its disk. */
    private static String spareOf(Guest guest, String name, long unit) {
        return guest.sh("dmsetup message " + name + " 0 list 0 | sed -n 's/^" + unit
                + " \\([0-9]*:\\)\\?\\([0-9]*\\) .*/\\2/p'");
    }

    @Test
    void aScrubFindsWhatIsBadOnASpareDevice(Guest guest) {
        String spareDevice = guest.disk(ITS_SPARES);
        RemapDevice device =
                RemapDevice.create(guest, "beside", BESIDE, "--spare-device " + spareDevice + " --spares " + SPARES);
        device.write(5000, 8, "old");
        device.fault("flaky:9", 5003, 1);
        assertThat(device.read(5000, 8)).contains("old 5003");
        device.awaitStatus("it is on a spare", ".spares.used == 1");
        device.write(5003, 1, "newest");
        long used = Long.parseLong(spareOf(guest, "beside", 5003));
        long free = used + 10;
        // A wide read that meets the other one fails by that, and does not count: of the salvage's 40 some 27 do.
        guest.fault(ITS_SPARES + " flaky:12 " + used);
        guest.fault(ITS_SPARES + " read " + free);

        Result scrub = device.scrub();

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(scrub.output())
                .contains(
                        "2 of them on the spare device " + spareDevice,
                        "disk sector " + free + "+1 of " + spareDevice + ": unreadable, the free spare");
        assertThat(device.status("[.spares.used, .spares.retired]")).isEqualTo("[1,2]");
        assertThat(spareOf(guest, "beside", 5003)).isNotEqualTo(Long.toString(used));
        assertThat(device.read(5000, 8)).contains("old 5002", "newest 5003", "old 5004");
        assertThat(guest.run("remapd status beside").output())
                .contains("disk sector " + free + "+1 of " + spareDevice + ", the free spare");

        Result again = device.scrub();
        assertThat(again.output()).contains(" 0 unreadable");
        assertThat(guest.sh(
                        "journalctl --sync && journalctl -o cat MESSAGE_ID=d8cf2f5196ad497d8f559cf2ba0ee19e REMAPD_DISK="
                                + spareDevice + " REMAPD_DISK_SECTOR=" + free + " | wc -l"))
                .as("it is said once")
                .isEqualTo("1");
    }

    @Test
    @Tag("long")
    void aDaemonThatIsKilledWhileSparesAreReadReadsThemAnewAndTheDataNotAgain(Guest guest) {
        RemapDevice device = RemapDevice.create(
                guest, "killed", KILLED, "--spare-device " + guest.disk(SPARES_OF_KILLED) + " --spares 60000");
        guest.sh(
                "printf '\\n[device.killed.scrub]\\nmax-rate = \"2MiB/s\"\\n' >> /etc/remapd.conf"
                        + " && systemctl restart remapd && remapd scrub killed --now",
                LIMIT);
        device.awaitStatus("the data is read", ".scrub.done > .disk.sectors");
        assertThat(device.status("[.scrub.state, (.scrubs | length)]")).isEqualTo("[\"running\",0]");
        guest.sh("systemctl kill -s KILL remapd");
        long data = guest.sectorsRead(KILLED);
        long spares = guest.sectorsRead(SPARES_OF_KILLED);
        guest.sh("systemctl reset-failed remapd; systemctl start remapd", LIMIT);
        assertThat(device.status(".scrubs | length")).as("that is not its end").isEqualTo("0");

        guest.sh("remapd scrub killed --now --wait", LIMIT);

        assertThat(device.status("[.scrub.state, (.scrubs | length)]")).isEqualTo("[\"finished\",1]");
        assertThat(guest.sectorsRead(KILLED) - data).as("of the data").isLessThan(40_000);
        assertThat(guest.sectorsRead(SPARES_OF_KILLED) - spares)
                .as("of the spares")
                .isGreaterThan(60_000);
    }

    @Test
    @Tag("long")
    void aSpareDeviceInTroubleFailsTheScrubAndIsNamed(Guest guest) {
        String spareDevice = guest.disk(ABORTING);
        RemapDevice device =
                RemapDevice.create(guest, "bereft", BEREFT, "--spare-device " + spareDevice + " --spares " + SPARES);
        device.fault("read", 5003, 1);
        guest.fault(ABORTING + " abort");

        Result scrub = device.scrub();

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(3);
        assertThat(scrub.output()).contains("the data was read, but not all of the spare device " + spareDevice);
        assertThat(device.status("[.scrub.state, .scrub.unreadable]"))
                .as("of the data all is known")
                .isEqualTo("[\"failed\",1]");
        assertThat(guest.sh(
                        "journalctl --sync && journalctl -o cat MESSAGE_ID=b07a7b27c436423086b4efcebbaf2a3b REMAPD_DISK="
                                + spareDevice))
                .contains("bereft: the scrub could not go on");
    }

    @Test
    @Tag("long")
    void whenNoneIsLeftWhatFailsFailsAtOnceAndWithMoreOfThemHealingGoesOn(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "few", FEW, "--spares " + SPARES);
        for (int n = 0; n < SPARES + 3; n++) {
            device.fault("write", 10_000 + 100 * n, 1);
        }
        for (int n = 0; n < SPARES; n++) {
            device.write(10_000 + 100 * n, 1, "saved");
        }
        assertThat(guest.sh("journalctl -o json MESSAGE_ID=0aeb3a6eff364e64a532b44f8ec3da36 | jq -r '.MESSAGE'"))
                .isEqualTo("few: 4 of 20 spares are left\nfew: 1 of 20 spares are left\nfew: 0 of 20 spares are left");

        for (int n = SPARES; n < SPARES + 3; n++) {
            Result refused = device.tryWrite(10_000 + 100 * n, 1, "refused");
            assertThat(refused.status()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("error writing");
        }
        device.write(9000, 1, "elsewhere");
        assertThat(device.read(9000, 1)).isEqualTo("elsewhere 9000");
        assertThat(guest.run("remapd status few").output()).contains("0 of 20 free", "no spare is left");

        guest.sh("remapd spares add few --spare-device " + guest.disk(MORE), LIMIT);
        device.awaitStatus("what was open is healed", "[.faults[] | select(.fate == \"unhealed\")] == []");
        for (int n = 0; n < SPARES + 3; n++) {
            device.write(10_000 + 100 * n, 1, "at last");
            assertThat(device.read(10_000 + 100 * n, 1)).isEqualTo("at last " + (10_000 + 100 * n));
        }
        assertThat(device.status(".spares.used")).isEqualTo(Integer.toString(SPARES + 3));
    }
}
