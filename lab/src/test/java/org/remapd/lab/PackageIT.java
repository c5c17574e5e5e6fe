package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian packages on a machine that has never seen remapd, from their installation to their end. All others test what these packages hold,
 * unpacked.
 */
@InGuest(seconds = 2400, installed = false)
@Disk(type = "scsi", size = "64M")
class PackageIT {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String APT = "DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends ";

    /** Makes the next version in a directory, with another /etc/remapd.conf. */
    private static final String MAKE_NEXT = """
            make_next() {
              dpkg-deb -R "$1"/remapd_*.deb "$2/next" &&
                sed -i 's/^Version: .*/&+1/' "$2/next/DEBIAN/control" &&
                echo '# new' >>"$2/next/etc/remapd.conf" &&
                dpkg-deb -Znone -b "$2/next" "$2/next.deb" &&
                rm -r "$2/next"
            }
            """;

    /**
     * What dpkg and the packages' scripts do to files, on a copy of this machine's that is gone afterwards. Nothing is started: that takes a
     * guest, in which all of this lasts minutes.
     */
    @Test
    void itsFilesAreInstalledUpgradedAndPurged(@TempDir Path directory) {
        Result result = Lab.here(
                MAKE_NEXT + "top=" + Lab.top() + " packages=" + Lab.packages() + " work=" + directory + "\n" + """
                set -eu
                . "$top"/lab/lib/common.sh
                make_next "$packages" "$work"
                readme=$(dpkg-deb --fsys-tarfile "$packages"/remapd_*.deb | tar -xO ./usr/share/doc/remapd/README.md)
                [[ $readme == *"## Install it"* && $readme != *"(lab/"* && $readme != *"lab/pictures"* ]]
                as_root unshare --mount bash -euxc '
                  mount -t tmpfs none /run
                  for top in usr etc var; do
                    mkdir -p /run/layers/$top.upper /run/layers/$top.work
                    mount -t overlay -o lowerdir=/$top,upperdir=/run/layers/$top.upper,workdir=/run/layers/$top.work $top /$top
                  done
                  exec 2>&1
                  fails() { if "$@"; then exit 1; fi; }
                  version() { dpkg-query -W -f "\\${Version}" remapd; }

                  dpkg --unpack "$1"/remapd_*.deb
                  dpkg --configure remapd
                  # Machines in containers leave documents out.
                  dpkg --verify remapd >/run/differences || true
                  fails grep -v " /usr/share/\\(doc\\|man\\|lintian\\)/" /run/differences
                  remapd --version
                  getent group remapd
                  test -L /etc/systemd/system/local-fs.target.wants/remapd.service
                  test -L /etc/systemd/system/multi-user.target.wants/remapd-alerts.path
                  fails test -e /etc/systemd/system/multi-user.target.wants/remapd-web.service
                  journalctl --list-catalog | grep -c remapd

                  echo "# by hand" >>/etc/remapd.conf
                  cp /etc/remapd.conf /run/conf
                  dpkg --force-confold -i "$2/next.deb"
                  cmp /etc/remapd.conf /run/conf
                  test "$(version)" = "$(dpkg-deb -f "$1"/remapd_*.deb Version)+1"

                  mv /var/lib/remapd/format /run/format
                  echo 99 >/var/lib/remapd/format
                  fails dpkg -i "$1"/remapd_*.deb
                  [[ $(version) == *+1 ]]
                  mv /run/format /var/lib/remapd/format

                  dpkg --purge remapd
                  left=$(ls -d /etc/remapd* /usr/lib/remapd /var/lib/remapd /usr/lib/systemd/system/remapd* /etc/systemd/system/*.wants/remapd* || true)
                  test -z "$left"
                ' - "$packages" "$work"
                """);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("refused: a newer remapd was installed here", "version 99");
    }

    @Test
    @Tag("long")
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

        Messengers messengers = Messengers.hired(guest);
        device.fault("read", 9000, 1);
        assertThat(device.scrub().status()).isEqualTo(1);
        messengers.awaitAll("data", "data-lost", "REMAPD_LOST_SECTORS=9000");
        assertThat(guest.sh("journalctl -x -q REMAPD_LOST_SECTORS=9000"))
                .contains("Subject: Data was lost", "could not be read, whatever was tried: 9000.");
        anUpgradeKeepsWhatIsConfiguredAndTheDeviceInUse(guest, device);
        anOlderOneThatCouldNotReadTheDisksIsRefused(guest);

        guest.sh("remapd stop data");
        // Who wrote it keeps it.
        guest.sh("rm /etc/remapd/webhook");
        guest.fault("0 clear");
        String written = guest.sh("md5sum < " + device.disk());
        guest.sh(APT + "purge remapd dm-remap-dkms", LIMIT);

        assertThat(guest.sh("md5sum < " + device.disk())).isEqualTo(written);
        assertThat(guest.run("ls -d /etc/remapd* /usr/lib/remapd /var/lib/remapd /lib/systemd/system/remapd.service")
                        .output())
                .doesNotContainPattern("(?m)^/");
        assertThat(guest.sh("dkms status")).doesNotContain("dm-remap");
    }

    private static void anUpgradeKeepsWhatIsConfiguredAndTheDeviceInUse(Guest guest, RemapDevice device) {
        guest.sh(MAKE_NEXT + "make_next $LAB_PACKAGES /tmp");
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
    @Tag("long")
    void lintianHasNothingToSay() {
        // The lab's are not compressed, for it takes long.
        String but = "--suppress-tags uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball ";
        Result judged = Lab.here(Lab.top() + "/lab/setup --lintian && lintian --fail-on error,warning " + but
                + Lab.packages() + "/*.deb");
        assertThat(judged.status()).as(judged.output()).isZero();
    }
}
