package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with file systems on remap devices is booted again; nobody logs in and nobody helps. */
class BootIT {

    private static final List<String> DISKS =
            List.of("--disk", "type=scsi,size=96M", "--disk", "type=sata,size=320M", "--disk", "type=scsi,size=64M");

    /** lab/run waits that long for a guest to shut down, and then switches it off. */
    private static final Duration SWITCHED_OFF = Duration.ofSeconds(60);

    private static final String CREATE = """
            set -e
            remapd create volumes --device $LAB_DISK0
            remapd create plain --device $LAB_DISK1
            remapd create dead --device $LAB_DISK2
            """;

    /** LVM on a partition of one, a file system on the whole of another; and what Debian enables together with LVM. */
    private static final String FILL = """
            set -e
            systemctl enable --quiet --now blk-availability
            echo 'label: gpt\nstart=2048' | sfdisk -q --no-tell-kernel /dev/mapper/volumes
            udevadm wait --timeout=30 /dev/mapper/volumes-part1
            vgcreate -q archive /dev/mapper/volumes-part1
            lvcreate -q -n papers -l 100%FREE archive
            mkfs.ext4 -q /dev/archive/papers
            mkfs.xfs -q /dev/mapper/plain
            mkdir -p /srv/papers /srv/plain /srv/dead
            echo "UUID=$(blkid -s UUID -o value /dev/archive/papers) /srv/papers ext4 defaults 0 2
            UUID=$(blkid -s UUID -o value /dev/mapper/plain) /srv/plain xfs defaults 0 2
            /dev/mapper/dead /srv/dead ext4 nofail,x-systemd.device-timeout=5s 0 2" >>/etc/fstab
            systemctl daemon-reload
            mount /srv/papers
            mount /srv/plain
            for mounted in papers plain; do head -c 1000000 /dev/urandom >/srv/$mounted/file; done
            sha256sum /srv/*/file >/var/tmp/sums
            """;

    /** Links that would have a raw disk mounted. */
    private static final String OFFERED =
            "find /dev/disk/by-uuid /dev/disk/by-label /dev/disk/by-partuuid -type l -exec readlink -f {} + | sort -u";

    @Test
    void fileSystemsAreMountedAndADiskThatIsDeadIsReported(@TempDir Path state) {
        try (Guest guest = boot(state)) {
            guest.sh(CREATE, Duration.ofMinutes(2));
            guest.sh(FILL);
            guest.fault("2 read 0+" + guest.sh("blockdev --getsz " + guest.disk(2)));
            assertThat(endsWithin(guest)).isLessThan(SWITCHED_OFF);
        }
        try (Guest guest = boot(state)) {
            mounted(guest);
            itsClassesArePrepared(guest);
            itsMemoryStays(guest);
            theDeadOneIsReported(guest);
            nothingWasWaitedForInVain(guest);
            itIsAssembledWhenItComesBack(guest);
        }
    }

    private static Guest boot(Path state) {
        List<String> arguments = new ArrayList<>(List.of("--state", state.toString()));
        arguments.addAll(DISKS);
        return Guest.boot(600, arguments);
    }

    private static void itsClassesArePrepared(Guest guest) {
        guest.sh("grep -q /usr/lib/remapd/classes.jsa /proc/$(systemctl show -p MainPID --value remapd)/maps");
    }

    /** All that is resident is locked, and no more was read in for that than the budget allows. */
    private static void itsMemoryStays(Guest guest) {
        String of = "/proc/$(systemctl show -p MainPID --value remapd)/status";
        long locked = Long.parseLong(guest.sh("awk '/^VmLck/ {print $2}' " + of));
        long resident = Long.parseLong(guest.sh("awk '/^VmRSS/ {print $2}' " + of));
        assertThat(locked).isGreaterThanOrEqualTo(resident);
        assertThat(resident).isLessThan(96 * 1024);
        assertThat(guest.sh("journalctl -b -u remapd -o cat")).doesNotContain("not locked", "PR_SET_IO_FLUSHER");
    }

    private static Duration endsWithin(Guest guest) {
        long begun = System.nanoTime();
        guest.close();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void mounted(Guest guest) {
        assertThat(guest.sh("findmnt -n -o SOURCE /srv/papers; findmnt -n -o SOURCE /srv/plain"))
                .isEqualTo("/dev/mapper/archive-papers\n/dev/mapper/plain");
        assertThat(guest.sh("sha256sum -c /var/tmp/sums")).contains("/srv/papers/file: OK", "/srv/plain/file: OK");
        assertThat(guest.sh(OFFERED).lines())
                .contains(guest.sh("readlink -f /dev/mapper/plain"), guest.sh("readlink -f /dev/mapper/archive-papers"))
                .doesNotContain(guest.disk(0), guest.disk(1), guest.disk(2));
    }

    private static void theDeadOneIsReported(Guest guest) {
        assertThat(guest.sh("systemctl is-active local-fs.target multi-user.target remapd"))
                .isEqualTo("active\nactive\nactive");
        assertThat(guest.run("systemctl is-active srv-dead.mount").output()).isEqualTo("inactive");
        String why = "dead is not available: no disk holds device ";
        assertThat(guest.sh("journalctl -b -o cat REMAPD_DEVICE=dead PRIORITY=2"))
                .startsWith(why)
                .hasLineCount(1);
        assertThat(guest.sh("grep -a remapd $LAB_RUN/console.log"))
                .contains(why, "The boot goes on", "remapd status dead");
        assertThat(guest.run("remapd status dead").output()).contains("no disk holds device ");
    }

    /** What could be assembled was, and from then on remapd held up nothing any more. */
    private static void nothingWasWaitedForInVain(Guest guest) {
        long assembled = Long.parseLong(
                guest.sh(
                        "journalctl -b -o json REMAPD_DEVICE=plain + REMAPD_DEVICE=volumes | jq -r .__MONOTONIC_TIMESTAMP | tail -n 1"));
        long ready = Long.parseLong(guest.sh("systemctl show -P ActiveEnterTimestampMonotonic remapd"));
        assertThat(Duration.ofNanos((ready - assembled) * 1000)).isLessThan(Duration.ofSeconds(15));
    }

    private static void itIsAssembledWhenItComesBack(Guest guest) {
        guest.fault("2 gone");
        guest.fault("2 clear");
        guest.fault("2 back");
        guest.await("the disk is back", "test -e /dev/mapper/dead", Duration.ofSeconds(40));
    }
}
