package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What udev makes of a remap device and of its disk: which of the two is offered for mounting. */
@Tag("long")
@InGuest
@Disk(size = "64M")
@Disk(size = "64M")
@Disk(size = "64M")
@Disk(size = "64M")
class UdevIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final long SECTORS = 131_072;
    private static final long TAIL = SECTORS - 2048;

    @Test
    void anAdoptedDiskIsHiddenAndWhatIsMappedOnItIsNot(Guest guest) {
        String disk = guest.disk(0);
        guest.sh("mkfs.ext4 -q -L adopted -U 1b671a64-40d5-491e-99b0-da01ff1f3341 " + disk + " 60M");
        awaitLink(guest, "by-uuid/1b671a64-40d5-491e-99b0-da01ff1f3341", disk);
        awaitLink(guest, "by-label/adopted", disk);

        superblock(guest, disk, TAIL + 8, TAIL + 8);

        awaitHidden(guest, disk);
        assertThat(guest.sh("udevadm info -q property " + disk))
                .contains("REMAPD_UUID=00112233-4455-6677-8899-aabbccddeeff", "SYSTEMD_READY=0", "UDISKS_IGNORE=1")
                .doesNotContain("ID_FS_UUID", "ID_FS_LABEL");
        assertThat(guest.run("ls /dev/disk/by-uuid /dev/disk/by-label").output())
                .doesNotContain("1b671a64", "adopted");
        assertThat(guest.sh("find -L /dev/disk/by-id -samefile " + disk)).isNotBlank();

        guest.sh("dmsetup create mapped --uuid REMAP-00112233-4455-6677-8899-aabbccddeeff"
                + " --table '0 122880 linear " + disk + " 0'");
        String mapped = guest.sh("readlink -f /dev/mapper/mapped");
        awaitLink(guest, "by-uuid/1b671a64-40d5-491e-99b0-da01ff1f3341", mapped);
        awaitLink(guest, "by-label/adopted", mapped);
        guest.sh("dmsetup remove mapped");
    }

    @Test
    void aSuperblockIsFoundThoughOthersCannotBeReadOrNotInTime(Guest guest) {
        String disk = guest.disk(1);
        superblock(guest, disk, TAIL + 24, TAIL + 24);
        awaitHidden(guest, disk);
        try {
            guest.fault("1 read 8+8");
            guest.fault("1 hang 16+8");
            guest.fault("1 read " + (TAIL + 8) + "+8");
            guest.fault("1 hang " + (TAIL + 16) + "+8");

            // Only what hangs takes time, and that is limited.
            assertThat(guest.sh("timeout 30 /usr/lib/udev/remapd-probe " + disk + " " + SECTORS))
                    .startsWith("REMAPD_MEMBER=1\n");
        } finally {
            guest.fault("1 clear");
        }
    }

    @Test
    void aPartitionThatEndsWithItsDiskIsHiddenAloneAndKeepsItsName(Guest guest) {
        String disk = guest.disk(2);
        guest.sh("printf 'label: dos\nlabel-id: 0x1234abcd\nstart=2048,size=4096\nstart=8192\n' | sfdisk -q " + disk);
        awaitLink(guest, "by-partuuid/1234abcd-02", disk + "2");
        guest.sh("mkfs.ext4 -q -L first " + disk + "1; mkfs.ext4 -q -L second " + disk + "2 50M");
        awaitLink(guest, "by-label/second", disk + "2");

        superblock(guest, disk + "2", TAIL + 8 - 8192, TAIL + 8 - 8192);

        awaitHidden(guest, disk + "2");
        assertThat(guest.run("ls /dev/disk/by-label").output())
                .contains("first")
                .doesNotContain("second");
        assertThat(guest.sh("readlink -f /dev/disk/by-partuuid/1234abcd-02")).isEqualTo(disk + "2");
        assertThat(guest.sh("udevadm trigger --settle " + disk + "; udevadm info -q property " + disk))
                .doesNotContain("REMAPD_MEMBER");

        // As for a data disk that has all of ours on another one.
        guest.sh("echo 'KERNEL==\"" + disk.substring(5) + "\", ENV{REMAPD_MEMBER}=\"1\"'"
                + " >/etc/udev/rules.d/58-remapd-x.rules; udevadm control --reload;"
                + " udevadm trigger --settle --subsystem-match=block");
        awaitHidden(guest, disk);
        awaitHidden(guest, disk + "1");
        assertThat(guest.run("ls /dev/disk/by-label").output()).doesNotContain("first");
    }

    @Test
    void partitionsOfARemapDeviceComeAndGoWithIt(Guest guest) {
        RemapDevice.create(guest, "parted", 3);
        guest.sh("echo start=2048 | sfdisk -q --no-tell-kernel -X gpt /dev/mapper/parted");
        guest.await("its partition", "test -b /dev/mapper/parted-part1", SOON);
        guest.sh("mkfs.ext4 -q /dev/mapper/parted-part1 && mount /dev/mapper/parted-part1 /mnt");

        Result inUse = guest.run("remapd stop parted");
        assertThat(inUse.status()).as(inUse.output()).isEqualTo(3);
        assertThat(inUse.output()).contains("parted is in use: unmount what is on parted-part1 first");
        guest.sh("touch /mnt/still-there && umount /mnt");

        guest.sh("remapd stop parted");
        assertThat(guest.sh("journalctl -b -o cat REMAPD_DEVICE=parted")).doesNotContain("is not available");
        assertThat(guest.sh("ls /dev/mapper")).doesNotContain("parted");

        guest.sh("remapd assemble parted");
        guest.await("its partition again", "test -b /dev/mapper/parted-part1", SOON);

        guest.sh("wipefs -qaf /dev/mapper/parted");
        guest.await("it is gone with its table", "! test -e /dev/mapper/parted-part1", SOON);
    }

    /** Writes the beginning of a superblock; who closes a disk after writing has udev look again. */
    private static void superblock(Guest guest, String device, long sector, long location) {
        ByteBuffer block = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        block.put("REMAPD\0\0".getBytes(StandardCharsets.US_ASCII)).putInt(1).putLong(40, location);
        block.order(ByteOrder.BIG_ENDIAN).putLong(24, 0x0011223344556677L).putLong(32, 0x8899aabbccddeeffL);
        StringBuilder escaped = new StringBuilder();
        for (byte b : block.array()) {
            escaped.append("\\x%02x".formatted(b));
        }
        guest.sh("printf '" + escaped + "' | dd of=" + device + " bs=512 seek=" + sector
                + " conv=sync,notrunc status=none");
    }

    private static void awaitHidden(Guest guest, String device) {
        guest.await(
                device + " is hidden",
                "[ \"$(udevadm info -q property --property=ID_FS_TYPE --value " + device + ")\" = remapd_member ]",
                SOON);
    }

    private static void awaitLink(Guest guest, String link, String target) {
        guest.await(link, "[ \"$(readlink -f /dev/disk/" + link + ")\" = " + target + " ]", SOON);
    }
}
