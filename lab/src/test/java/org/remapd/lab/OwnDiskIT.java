package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * remapd, its libraries and its Java lie on the very disk that it keeps in service, and memory is tight. Once it has healed a unit
 * of each kind, it heals again with nothing read in from anywhere.
 */
@Tag("long")
@InGuest(seconds = 1800)
@Disk(type = "scsi", size = "640M")
class OwnDiskIT {

    private static final Duration LONG = Duration.ofMinutes(6);

    private static final String JAVA = "$(dirname $(dirname $(readlink -f /usr/bin/java)))";

    /** What is left of the memory, in KiB. */
    private static final int TIGHT = 64 * 1024;

    @Test
    void itHealsWhatItLiesOnWithoutAMajorFault(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "own", 0);
        guest.sh("mkfs.ext4 -q /dev/mapper/own && mkdir /mnt/own && mount /dev/mapper/own /mnt/own", LONG);
        moveIn(guest);
        guest.sh("fallocate -l 16M /mnt/own/free && sync");
        long free = firstSector(guest, "/mnt/own/free");
        oneOfEachKind(guest, device, free);

        long library = firstSector(guest, "/mnt/own/java/lib/server/libjvm.so");
        guest.sh("sync; echo 3 >/proc/sys/vm/drop_caches; available=$(awk '/MemAvailable/ {print $2}' /proc/meminfo);"
                + " mkdir /mnt/hog && mount -t tmpfs -o size=100% hog /mnt/hog && head -c $((available - " + TIGHT
                + "))k /dev/zero >/mnt/hog/full");
        long before = majorFaults(guest);
        oneOfEachKind(guest, device, free + 8000);
        for (int n = 0; n < 5; n++) {
            device.fault("flaky:4", library + 1000L * n, 1);
        }
        guest.sh("echo 1 >/proc/sys/vm/drop_caches");
        assertThat(guest.sh("dd if=/mnt/own/java/lib/server/libjvm.so bs=64k iflag=direct status=none | md5sum", LONG))
                .isEqualTo(guest.sh("cat /run/sum"));
        device.awaitStatus(
                "what was read in vain at first is healed",
                "[.faults[] | select(.sector >= " + library + " and .sector < " + (library + 5000)
                        + " and .fate == \"healed-in-place\")] | length == 5");

        assertThat(majorFaults(guest)).as("major faults of the daemon").isEqualTo(before);
    }

    /** It starts from the disk; whatever else it needs is read by the same kernel from the same machine. */
    private static void moveIn(Guest guest) {
        guest.sh("md5sum <" + JAVA + "/lib/server/libjvm.so >/run/sum", LONG);
        guest.sh(
                "mkdir /mnt/own/java && cd " + JAVA + " && cp -a $(ls | grep -v jmods) /mnt/own/java"
                        + " && cp -a /usr/share/remapd /mnt/own/share && cp -a /usr/lib/remapd /mnt/own/lib",
                LONG);
        guest.sh(
                "mount --bind /mnt/own/java " + JAVA + " && mount --bind /mnt/own/share /usr/share/remapd"
                        + " && mount --bind /mnt/own/lib /usr/lib/remapd && systemctl restart remapd",
                LONG);
        guest.sh("grep -q \" $(stat -c '%Hd %Ld' /mnt/own/java | xargs printf '%02x:%02x') .*libjvm\""
                + " /proc/$(systemctl show -P MainPID remapd)/maps");
    }

    /** A read that succeeds in the end, a write that does not, and what cannot be read at all. */
    private static void oneOfEachKind(Guest guest, RemapDevice device, long sector) {
        device.write(sector, 1, "flaky");
        device.fault("flaky:4", sector, 1);
        assertThat(device.read(sector, 1)).isEqualTo("flaky " + sector);
        device.fault("write", sector + 100, 1);
        device.write(sector + 100, 1, "moved");
        device.fault("read", sector + 200, 1);
        assertThat(device.tryRead(sector + 200, 1).status()).isEqualTo(1);
        device.awaitStatus(
                "each had its end",
                "[.faults[] | select(.sector >= " + sector + " and .sector < " + (sector + 300)
                        + ") | .fate] | sort == [\"healed-in-place\",\"poisoned\",\"remapped\"]");
        assertThat(guest.run("remapd scrub own --now --wait --range " + sector + "+8")
                        .status())
                .as("something is lost")
                .isEqualTo(1);
    }

    private static long firstSector(Guest guest, String file) {
        return Long.parseLong(
                guest.sh("filefrag -b512 -v " + file + " | awk '$1 == \"0:\" {sub(/[.][.]/, \"\", $4); print $4}'"));
    }

    private static long majorFaults(Guest guest) {
        return Long.parseLong(guest.sh("awk '{print $12}' /proc/$(systemctl show -P MainPID remapd)/stat"));
    }
}
