package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody is told, by each way there is; and who is told holds up nobody. */
@InGuest
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class AlertIT {

    @Test
    void whatIsLostIsToldByAllMeansAndInABurstOnce(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "data", 0);
        Messengers messengers = Messengers.hired(guest);
        assertThat(guest.sh("remapd test-alert"))
                .contains("journal: told", "hook /usr/local/bin/alert: told", "mail to root: told", "webhook of ");
        device.fault("read", 9000, 3);

        assertThat(device.scrub().status()).isEqualTo(1);

        messengers.awaitAll("data", "data-lost", "REMAPD_COUNT=3");
        assertThat(guest.sh("grep -c '^REMAPD_SUBJECT=.*: data: ' /tmp/hook.data-lost"))
                .isEqualTo("1");
        assertThat(guest.sh("journalctl | grep -c 8443/secret || true"))
                .as("a secret")
                .isEqualTo("0");
        assertThat(guest.sh("remapd acknowledge data")).contains("nobody is reminded");
    }

    @Test
    void aHookThatHangsHoldsUpNothing(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "waits", 1);
        guest.sh("printf '#!/bin/sh\\nexec sleep 86399\\n' >/tmp/hangs && chmod +x /tmp/hangs"
                + " && sed -i 's|^#*hook = .*|hook = \"/tmp/hangs\"|' /etc/remapd.conf && systemctl reload remapd");
        device.fault("read", 9000, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        guest.await("it hangs", "pgrep -xf 'sleep 86399'", Duration.ofMinutes(2));

        device.fault("read", 9500, 1);

        assertThat(device.scrub().status()).isEqualTo(1);
        assertThat(device.status("[.faults[].lost[]] | sort")).isEqualTo("[9000,9500]");
        guest.sh("pgrep -xf 'sleep 86399'");
        // Else it would hang again and again, before what others have to tell.
        guest.sh("sed -i 's|^hook = .*|hook = \"/bin/true\"|' /etc/remapd.conf && pkill -xf 'sleep 86399'");
    }

    @Test
    @Tag("long")
    void whileTheConfigurationIsWrongANoticeWaitsForItToBeMended(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "mended", 2);
        guest.sh(
                "printf '#!/bin/sh\\n(sleep 2; touch /tmp/left) </dev/null >/dev/null 2>&1 &\\necho $REMAPD_DEVICE >>/tmp/told\\n'"
                        + " >/tmp/notes && chmod +x /tmp/notes"
                        + " && sed -i 's|^#*hook = .*|hook = \"/tmp/notes\"|' /etc/remapd.conf && systemctl reload remapd"
                        + " && systemctl stop remapd-alerts && cp /etc/remapd.conf /tmp/right && echo wrong >>/etc/remapd.conf");
        device.fault("read", 9000, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        guest.await("it waits", "journalctl -u remapd-alerts | grep -q 'notices wait'", Duration.ofMinutes(2));
        assertThat(guest.run("grep -q '^mended$' /tmp/told").status()).isNotZero();

        guest.sh("cp /tmp/right /etc/remapd.conf");

        guest.await("it is told", "grep -q '^mended$' /tmp/told", Duration.ofMinutes(2));
        guest.await(
                "what the hook leaves at work goes on, as a mail system does",
                "[ -e /tmp/left ]",
                Duration.ofMinutes(1));
    }

    @Test
    void whatCannotBeDeliveredNowIsDeliveredLater(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "late", 3);
        guest.sh("printf '#!/bin/sh\\necho $REMAPD_DEVICE >>/tmp/tries; [ -e /tmp/up ] || exit 7\\n"
                + "echo $REMAPD_DEVICE >>/tmp/late\\n' >/tmp/up-or-not"
                + " && chmod +x /tmp/up-or-not"
                + " && sed -i 's|^#*hook = .*|hook = \"/tmp/up-or-not\"|' /etc/remapd.conf && systemctl reload remapd");
        device.fault("read", 9000, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        String failed = "hook /tmp/up-or-not: ended with status 7";
        guest.await("it was tried", "grep -q '^late$' /tmp/tries", Duration.ofMinutes(2));
        Result down = guest.run("remapd test-alert");
        assertThat(down.status()).isEqualTo(3);
        assertThat(down.output()).contains("journal: told", failed);

        guest.sh("touch /tmp/up");

        guest.await("it is told", "grep -q '^late$' /tmp/late", Duration.ofMinutes(5));
        assertThat(guest.sh("remapd test-alert")).contains("hook /tmp/up-or-not: told");
        guest.sh("systemctl stop remapd-alerts.path");
        assertThat(guest.run("remapd test-alert").output()).contains("systemctl enable --now remapd-alerts.path");
        guest.sh("systemctl start remapd-alerts.path");
    }
}
