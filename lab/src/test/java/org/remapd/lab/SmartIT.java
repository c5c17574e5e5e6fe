package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What drives say of themselves, by the real smartctl where they are QEMU's own; a stand-in that the configuration names replays what
 * it printed of a failing drive, or hangs.
 */
@InGuest
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "sata", size = "64M")
@Disk(type = "nvme", size = "64M")
@Disk(type = "scsi", size = "64M")
class SmartIT {

    private static final int HANGING = 0;
    private static final int FAILING = 1;
    private static final int SATA = 2;
    private static final int NVME = 3;
    private static final int IDLE = 4;

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Path RECORDED = Lab.top().resolve("agent/src/test/resources/org/remapd/agent/sensor/smart");

    /** A recorded report for a disk is printed in the real one's place; of one that hangs nothing, and it has a child. */
    private static final String STAND_IN = """
            mkdir -p /tmp/smart; cat > /tmp/smart/smartctl <<'END'
            #!/bin/bash
            said=/tmp/smart/$(basename "${!#}")
            if [[ -e $said.hangs ]]; then sleep 86399 & wait; fi
            if [[ -e $said.json ]]; then exec cat "$said.json"; fi
            exec smartctl "$@"
            END
            chmod +x /tmp/smart/smartctl
            sed -i 's|^#command = "smartctl"|command = "/tmp/smart/smartctl"|; s|^#interval = "30m"|interval = "1m"|' /etc/remapd.conf
            """;

    private static RemapDevice hanging;
    private static RemapDevice failing;
    private static RemapDevice sata;
    private static RemapDevice nvme;
    private static RemapDevice idle;

    @BeforeAll
    static void create(Guest guest) {
        guest.sh(STAND_IN);
        RemapDevice.tryHard(guest);
        guest.sh("touch /tmp/smart/$(basename " + guest.disk(HANGING) + ").hangs");
        hanging = RemapDevice.create(guest, "hanging", HANGING);
        sata = RemapDevice.create(guest, "sata", SATA);
        nvme = RemapDevice.create(guest, "nvme", NVME);
        idle = RemapDevice.create(guest, "idle", IDLE);
        guest.fault(FAILING + " flaky:30 " + (RemapDevice.DATA_START + 5003));
        replay(guest, 130);
        failing = RemapDevice.create(guest, "failing", FAILING);
    }

    /** A report of a SCSI drive that has so many grown defects, and one pending of which it tells the place. */
    private static void replay(Guest guest, int grown) {
        guest.sh("said=/tmp/smart/$(basename " + guest.disk(FAILING) + ").json; jq -c '.scsi_grown_defect_list = "
                + grown
                + " | .scsi_pending_defects = {count: 1, table: [null, {lba: " + (RemapDevice.DATA_START + 5003)
                + "}]} | del(.scsi_background_scan, .scsi_self_test_0)' " + RECORDED.resolve("scsi-failing.json")
                + " > $said.new && mv $said.new $said");
    }

    @Test
    void eachKindOfDriveSaysWhatItCounts(Guest guest) {
        sata.awaitStatus("SATA answered", ".smart.health.counts.reallocated_sectors == 0");
        nvme.awaitStatus("NVMe answered", ".smart.health.counts.media_errors == 0");

        assertThat(sata.status(".smart.state")).isEqualTo("\"passed\"");
        assertThat(nvme.status("[.smart.state, .smart.health.wear_percent]")).isEqualTo("[\"passed\",0]");
        assertThat(guest.run("remapd status nvme").output()).contains("smart     passed");
    }

    @Test
    void aPlaceThatADriveNamesIsReadAndHealed(Guest guest) {
        failing.awaitStatus(
                "the pending sector is on a spare", "[.faults[] | select(.sector == 5003) | .fate] == [\"remapped\"]");

        assertThat(failing.status("[.faults[] | select(.sector == 5003) | .cause]"))
                .isEqualTo("[\"SMART: pending defects\"]");
    }

    @Tag("long")
    @Test
    void aCountThatRisesAtAPlaceThatNobodyNamesStartsAScrub(Guest guest) {
        failing.awaitStatus("the drive was asked", ".smart.health.counts.grown_defects != null");
        String before = failing.status(".smart.health.counts.grown_defects");
        int now = Integer.parseInt(before) + 20;
        replay(guest, now);

        guest.await(
                "the raise is told",
                journal("failing") + " | grep -q 'grown defects rose from " + before + " to " + now + "'",
                LIMIT);
        guest.await("and so is the scrub", journal("failing") + " | grep -q 'a scrub looks for it'", LIMIT);
        failing.awaitStatus("it ran to its end", ".last_scrub != null");
    }

    @Tag("long")
    @Test
    void aCountThatRoseWhileThereWasNoDaemonIsToldByTheNext(Guest guest) {
        failing.awaitStatus("the drive was asked", ".smart.health.counts.grown_defects != null");
        String before = failing.status(".smart.health.counts.grown_defects");
        guest.await("that is kept", "grep -q '\"grown_defects\":" + before + "[,}]' /var/lib/remapd/drives", LIMIT);

        guest.sh("systemctl stop remapd", LIMIT);
        int now = Integer.parseInt(before) + 50;
        replay(guest, now);
        guest.sh("systemctl start remapd", LIMIT);

        guest.await(
                "the raise is told",
                journal("failing") + " | grep -q 'grown defects rose from " + before + " to " + now + "'",
                LIMIT);
    }

    @Tag("long")
    @Test
    void aDiskThatTheKernelHasPutToSleepIsNotWoken(Guest guest) {
        idle.awaitStatus("it answered", ".smart.health != null");
        String power = "/sys/block/$(basename " + guest.disk(IDLE) + ")/device/power/";
        guest.sh("echo 0 > " + power + "autosuspend_delay_ms; echo auto > " + power + "control");
        guest.await("it sleeps", "[ $(cat " + power + "runtime_status) = suspended ]", LIMIT);

        idle.awaitStatus("that is known", ".smart.state == \"asleep\"");

        assertThat(guest.sh("cat " + power + "runtime_status")).isEqualTo("suspended");
        assertThat(idle.status(".smart.health != null"))
                .as("what it said before")
                .isEqualTo("true");
    }

    @Tag("long")
    @Test
    void aSmartctlThatHangsIsKilledAndToldOnceWhileTheOthersAreAsked(Guest guest) {
        guest.await(
                "it is told",
                journalSinceItsStart("hanging") + " | grep -q 'smartctl hangs: it did not end within 60 s'",
                LIMIT);

        guest.await("it is gone, and its child", "! pgrep -f 'sleep 8639[9]'", LIMIT);
        assertThat(hanging.status(".smart.state")).isEqualTo("\"unknown\"");
        assertThat(guest.sh(journalSinceItsStart("hanging") + " | grep -c 'cannot be asked'"))
                .isEqualTo("1");
        hanging.write(100, 1, "served");
        assertThat(hanging.read(100, 1)).isEqualTo("served 100");
        assertThat(nvme.status(".smart.state")).isEqualTo("\"passed\"");
    }

    private static String journal(String device) {
        return "journalctl -o cat MESSAGE_ID=2418c8a4f4f740f38c41b67522bba3ae REMAPD_DEVICE=" + device;
    }

    /** What this daemon has told: one that begins tells what it finds. */
    private static String journalSinceItsStart(String device) {
        return journal(device) + " _SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID remapd)";
    }
}
