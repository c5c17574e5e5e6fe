package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Devices of which two share a disk: who is scrubbed when all of them are to be. */
@InGuest
@Disk(type = "scsi", size = "512M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "512M")
class TurnsIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    @Tag("long")
    void ofAllThoseThatShareADiskAreScrubbedOneAfterTheOther(Guest guest) {
        String shared = divided(guest, 0);
        RemapDevice.createOn(guest, "left", 0, shared + "1");
        RemapDevice right = RemapDevice.createOn(guest, "right", 0, shared + "2");
        RemapDevice.create(guest, "other", 1);
        guest.sh("printf '\\n[device.left.scrub]\\nmax-rate = \"1MiB/s\"\\n' >> /etc/remapd.conf"
                + " && systemctl reload remapd");

        assertThat(guest.sh("remapd scrub --now", LIMIT).lines())
                .contains("left: scrub begins", "right: scrub waits for its turn", "other: scrub begins");
        assertThat(right.status("[.scrub.state, .scrub.done, .scrub.pace]"))
                .isEqualTo("[\"waiting\",0,\"waits for its turn, after another scrub\"]");

        assertThat(guest.sh("remapd scrub right --cancel")).isEqualTo("right: scrub cancelled");
        right.awaitStatus("it waits no longer", ".scrub.state == \"cancelled\"", LIMIT);
        assertThat(guest.sh("remapd scrub --now", LIMIT).lines())
                .contains("left: a scrub is running already", "right: scrub waits for its turn");
        guest.sh("systemctl stop remapd", LIMIT);
        assertThat(guest.sh("remapd inspect " + shared + "2 --json | jq .scrub.started"))
                .as("it is gone on with after a restart")
                .startsWith("\"20");
        guest.sh("sed -i 's,^max-rate = \"1MiB.*,max-rate = \"256MiB/s\",' /etc/remapd.conf && systemctl start remapd");
        Result all = guest.run("remapd scrub --now --wait", LIMIT);

        assertThat(all.status()).as(all.output()).isZero();
        assertThat(all.output()).containsPattern("right: 0.0 %, 0 B/s, .*waits for its turn, after another scrub");
        assertThat(guest.sh("journalctl -q -o cat -u remapd | grep -o '\\(left\\|right\\): scrub \\(of\\|finished\\)'"))
                .endsWith("left: scrub finished\nright: scrub of\nright: scrub finished");
    }

    @Test
    void whatIsDueAndWaitsIsSeenPausedAndCancelledAsWhatRuns(Guest guest) {
        String shared = divided(guest, 3);
        RemapDevice slow = RemapDevice.createOn(guest, "slow", 3, shared + "1");
        RemapDevice due = RemapDevice.createOn(guest, "waits", 3, shared + "2");
        guest.sh("printf '\\n[device.slow.scrub]\\nmax-rate = \"1MiB/s\"\\n[device.waits.scrub]\\nenabled = true\\n"
                + "schedule = \"0 * * * * ?\"\\n' >> /etc/remapd.conf && systemctl reload remapd");
        guest.sh("remapd scrub slow --now");
        due.awaitStatus("it is due, and waits", ".scrub.state == \"waiting\"", LIMIT);

        guest.sh("remapd scrub --pause");
        assertThat(slow.status(".scrub.state") + due.status("[.scrub.state, .scrub.done]"))
                .as("nothing takes the place of what is paused")
                .isEqualTo("\"paused\"[\"paused\",0]");
        String done = slow.status(".scrub.done");
        guest.sh("remapd scrub slow --resume");
        slow.awaitStatus("it goes on", ".scrub.done > " + done, LIMIT);
        guest.sh("remapd scrub waits --resume");
        due.awaitStatus("it waits", ".scrub.state == \"waiting\"", LIMIT);

        assertThat(guest.sh("remapd scrub waits --now --wait --range 0+2048", LIMIT))
                .as("somebody looks at a part of it meanwhile")
                .contains("waits: 2048 sectors read, 0 unreadable");
        assertThat(due.status(".scrub.state")).isEqualTo("\"waiting\"");
        assertThat(guest.sh("remapd scrub waits --cancel")).isEqualTo("waits: scrub cancelled");
        due.awaitStatus("it waits no longer", ".scrub.state != \"waiting\"", LIMIT);

        guest.sh("sed -i '/^.device.waits.scrub/,+2d' /etc/remapd.conf && systemctl restart remapd", LIMIT);
        assertThat(guest.sh("remapd scrub slow --cancel"))
                .as("before it is gone on with")
                .isEqualTo("slow: scrub cancelled");
        guest.await("nobody goes on", "[ $(remapd inspect " + shared + "1 --json | jq .scrub.started) = null ]", LIMIT);
    }

    /** Two partitions of a disk. */
    private static String divided(Guest guest, int disk) {
        String path = guest.disk(disk);
        guest.sh("printf 'label: gpt\\nstart=2048,size=524288\\nstart=526336,size=131072\\n' | sfdisk -q " + path
                + " && udevadm settle");
        return path;
    }

    @Test
    @Tag("long")
    void oneThatStandsStillOutsideItsWindowsGoesOnWhenSomebodyWantsIt(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "nightly", 2);
        guest.sh(
                "printf '\\n[device.nightly.scrub]\\nenabled = true\\nschedule = \"0 * * * * ?\"\\nwindows = [\"%s\"]\\n'"
                        + " $([ $(date +%H) -lt 12 ] && echo 20:00-21:00 || echo 02:00-03:00) >> /etc/remapd.conf"
                        + " && systemctl reload remapd");
        device.awaitStatus("a scrub is due", ".scrub.pace | test(\"windows\")", LIMIT);

        assertThat(guest.sh("remapd scrub nightly --now")).isEqualTo("nightly: a scrub is running already");

        device.awaitStatus("it comes to its end", ".scrubs | length == 1", LIMIT);
        guest.sh("sed -i '/^.device.nightly.scrub/,+3d' /etc/remapd.conf && systemctl reload remapd");
        guest.sh("remapd scrub nightly --cancel");
    }
}
