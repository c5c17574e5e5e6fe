package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Debian packages on a machine that has never seen remapd, from their installation to their end. All others test what these packages hold,
 * unpacked.
 */
@Tag("long")
@InGuest(seconds = 2400, installed = false)
@Disk(type = "scsi", size = "64M")
class PackageIT {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String APT = "DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends ";

    @Test
    void itIsInstalledUpgradedAndPurgedAndNoDiskIsTouched(Guest guest) {
        // Of the machine that this one is made of: what keeps services of a container from starting.
        guest.sh("rm -f /usr/sbin/policy-rc.d && ln -s $LAB_HEADERS/* /usr/src/");
        assertThat(guest.run("command -v remapd").status()).isNotZero();

        guest.sh(APT + "install $LAB_PACKAGES/*.deb", LIMIT);

        assertThat(guest.sh("dkms status")).contains("dm-remap/").contains("installed");
        assertThat(guest.sh("systemctl is-enabled remapd && systemctl is-active remapd"))
                .isEqualTo("enabled\nactive");
        assertThat(guest.sh("remapd status")).contains("No device is configured");
        RemapDevice device = RemapDevice.create(guest, "data", 0);
        device.write(5000, 8, "kept");
        device.fault("flaky:7", 5003, 1);
        assertThat(device.read(5000, 8)).contains("kept 5003");
        device.awaitStatus("what was failing is healed", "[.faults[] | select(.sector == 5003)] != []");

        assertThat(guest.sh("journalctl -x -q REMAPD_DEVICE=data"))
                .contains("Subject: A remap device is in service", "Nothing is to be done.");

        whatIsLostIsToldByAllMeans(guest, device);
        anUpgradeKeepsWhatIsConfiguredAndTheDeviceInUse(guest, device);
        anOlderOneThatCouldNotReadTheDisksIsRefused(guest);

        guest.sh("remapd stop data");
        guest.fault("0 clear");
        String written = guest.sh("md5sum < " + device.disk());
        guest.sh(APT + "purge remapd dm-remap-dkms", LIMIT);

        assertThat(guest.sh("md5sum < " + device.disk())).isEqualTo(written);
        assertThat(guest.run("ls -d /etc/remapd* /usr/lib/remapd /var/lib/remapd /lib/systemd/system/remapd.service")
                        .output())
                .doesNotContainPattern("(?m)^/");
        assertThat(guest.sh("dkms status")).doesNotContain("dm-remap");
    }

    private static void whatIsLostIsToldByAllMeans(Guest guest, RemapDevice device) {
        guest.sh("""
                cat >/usr/local/bin/alert <<'END'
                #!/bin/sh
                { env | grep ^REMAPD_; cat; } >/tmp/hook.new && mv /tmp/hook.new "/tmp/hook.$REMAPD_KIND"
                END
                cat >/tmp/answer <<'END'
                #!/bin/sh
                timeout 1 cat >>/tmp/posted; printf 'HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n'
                END
                chmod +x /usr/local/bin/alert /tmp/answer
                (socat TCP-LISTEN:8080,bind=127.0.0.1,reuseaddr,fork EXEC:/tmp/answer </dev/null >/dev/null 2>&1 &)
                (umask 077; echo http://127.0.0.1:8080/secret >/etc/remapd/webhook)
                sed -i 's|^#hook = .*|hook = "/usr/local/bin/alert"|; s|^#mail = .*|mail = ["root"]|
                  s|^#webhook = .*|webhook = "/etc/remapd/webhook"|' /etc/remapd.conf
                systemctl reload remapd""");
        assertThat(guest.sh("remapd test-alert"))
                .contains("journal: told", "hook /usr/local/bin/alert: told", "mail to root: told");
        device.fault("read", 9000, 1);

        assertThat(device.scrub().status()).isEqualTo(1);

        guest.await("the hook is told", "grep -q '^REMAPD_LOST_SECTORS=9000$' /tmp/hook.data-lost", LIMIT);
        guest.await("there is mail", "grep -q '^Subject: .*data: data lost' /var/mail/root", LIMIT);
        guest.await("it was posted", "grep -q '\"kind\":\"data-lost\"' /tmp/posted", LIMIT);
        assertThat(guest.sh("journalctl -x -o short REMAPD_DEVICE=data"))
                .contains("Subject: Data was lost", "remapd explain data 9000");
        assertThat(guest.sh("journalctl | grep -c 8080/secret || true"))
                .as("a secret")
                .isEqualTo("0");
    }

    private static void anUpgradeKeepsWhatIsConfiguredAndTheDeviceInUse(Guest guest, RemapDevice device) {
        guest.sh(
                "dpkg-deb -R $LAB_PACKAGES/remapd_*.deb /tmp/next && sed -i 's/^Version: .*/&+1/' /tmp/next/DEBIAN/control"
                        + " && echo '# new' >> /tmp/next/etc/remapd.conf && dpkg-deb -Znone -b /tmp/next /tmp/next.deb && rm -r /tmp/next");
        guest.sh("echo '# by hand' >> /etc/remapd.conf && cp /etc/remapd.conf /tmp/conf");
        String daemon = guest.sh("systemctl show -P MainPID remapd");
        guest.sh("exec 3</dev/mapper/data; sleep 1000 <&3 >/dev/null 2>&1 & echo $! >/tmp/user");

        guest.sh(APT + "-o Dpkg::Options::=--force-confold install /tmp/next.deb", LIMIT);

        assertThat(guest.sh("dpkg-query -W -f '${Version}' remapd")).endsWith("+1");
        assertThat(guest.sh("systemctl show -P MainPID remapd")).isNotEqualTo(daemon);
        guest.sh("cmp /etc/remapd.conf /tmp/conf && kill $(cat /tmp/user)");
        assertThat(device.read(5000, 8)).contains("kept 5000", "kept 5003");
        assertThat(device.status(".state")).isEqualTo("\"watched\"");
    }

    private static void anOlderOneThatCouldNotReadTheDisksIsRefused(Guest guest) {
        guest.sh("mv /var/lib/remapd/format /tmp/format && echo 99 > /var/lib/remapd/format");

        Result older = guest.run(APT + "--allow-downgrades install $LAB_PACKAGES/remapd_*.deb", LIMIT);

        assertThat(older.status()).as(older.output()).isNotZero();
        assertThat(older.output()).contains("refused: a newer remapd was installed here", "version 99");
        assertThat(guest.sh("dpkg-query -W -f '${Version}' remapd && systemctl is-active remapd"))
                .contains("+1")
                .endsWith("active");
        guest.sh("mv /tmp/format /var/lib/remapd/format");
    }

    @Test
    void lintianHasNothingToSay() {
        // The lab's are not compressed, for it takes long.
        String but = "--suppress-tags uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball ";
        Result judged = Lab.here(Lab.top() + "/lab/setup --lintian && lintian --fail-on error,warning " + but
                + Lab.packages() + "/*.deb");
        assertThat(judged.status()).as(judged.output()).isZero();
    }
}
