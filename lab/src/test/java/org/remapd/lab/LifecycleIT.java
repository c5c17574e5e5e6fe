package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A remap device from its beginning to its end, around a file system that was there before and is there afterwards. */
@InGuest(seconds = 1800)
@Disk(type = "scsi", size = "96M")
@Disk(type = "virtio", size = "32M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "sata", size = "32M", physical = 4096)
@Disk(type = "scsi", size = "32M")
@Disk(type = "scsi", size = "32M")
@Disk(type = "scsi", size = "1G")
@Disk(type = "scsi", size = "32M")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT {

    private static final int ADOPTED = 0;
    private static final int MORE_SPARES = 1;
    private static final int BESIDE = 2;
    private static final int SPARE_DEVICE = 3;
    private static final int CLONED = 4;
    private static final int SCANNED = 5;
    private static final int ENDS = 6;
    private static final int EARLY = 7;

    private static final Duration LONG = Duration.ofMinutes(3);

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
        guest.sh("mkdir -p /mnt/fs");
    }

    /** While nobody uses the module yet. */
    @Test
    @Tag("long")
    @Order(1)
    void withoutTheModuleNothingIsCreated(Guest guest) {
        String disk = guest.disk(SCANNED);
        String state = "md5sum " + disk + " /etc/remapd.conf";
        String before = guest.sh(state);
        String module = hideModule(guest);

        Result created = guest.run("remapd create early --device " + disk);

        assertThat(created.status()).as(created.output()).isEqualTo(3);
        assertThat(created.output()).contains("has not loaded the module dm_remap", "install dm-remap-dkms and");
        assertThat(guest.sh(state)).isEqualTo(before);
        guest.sh("mv /run/module " + module + " && depmod");
    }

    /** As after a kernel's upgrade, if the module could not be built for the new one. */
    @Test
    @Tag("long")
    @Order(2)
    void aDaemonWithoutTheModuleSaysWhatIsMissingAndWhatToDo(Guest guest) {
        RemapDevice device = createdOverAFileSystem(guest);
        guest.sh("remapd stop early && systemctl stop remapd", LONG);
        String module = hideModule(guest);

        guest.sh("systemctl start remapd", LONG);

        Result status = guest.run("remapd status early");
        assertThat(status.status()).as(status.output()).isEqualTo(1);
        assertThat(status.output()).contains("has not loaded the module dm_remap", "install dm-remap-dkms and");
        assertThat(guest.sh("journalctl -q -b -u remapd"))
                .contains("early is not available: ", "install dm-remap-dkms and", "The boot goes on without it");
        guest.sh("mv /run/module " + module + " && depmod && remapd assemble early", LONG);
        assertThat(device.status(".state")).isEqualTo("\"watched\"");
    }

    /** Which could be mounted over it, if it was still known there. */
    private static RemapDevice createdOverAFileSystem(Guest guest) {
        partition(guest, guest.disk(EARLY));
        Result refused = guest.run("remapd create early --device " + guest.disk(EARLY));
        assertThat(refused.status()).as(refused.output()).isEqualTo(3);
        assertThat(refused.output())
                .contains("holds dos (at byte 0x1fe)", "--force if that is meant, --adopt to keep it");
        RemapDevice device = RemapDevice.create(guest, "early", EARLY, "--force");
        assertNothingIsKnownOf(guest, guest.disk(EARLY));
        assertThat(guest.sh("wipefs -n /dev/mapper/early"))
                .as("what the partition held")
                .isEmpty();
        return device;
    }

    /** Nothing uses it. Returns where it was; it lies in /run/module. */
    private static String hideModule(Guest guest) {
        String module = guest.sh("modinfo -n dm_remap");
        guest.sh("if lsmod | grep -q ^dm_remap; then rmmod dm_remap; fi; mv " + module + " /run/module && depmod");
        return module;
    }

    @Test
    void aFileSystemIsAdoptedHealedAndGivenBack(Guest guest) {
        String disk = guest.disk(ADOPTED);
        fileSystem(guest, disk);
        String create = "remapd create home --device " + disk + " --adopt";

        Result mounted = guest.run("mount " + disk + " /mnt/fs; " + create + " --yes; s=$?; umount /mnt/fs; exit $s");
        assertThat(mounted.status()).isEqualTo(3);
        assertThat(mounted.output()).contains(disk + " is in use");

        Result tooFar = guest.run(create + " --yes");
        assertThat(tooFar.status()).isEqualTo(3);
        assertThat(tooFar.output())
                .contains("the ext4 file system reaches to sector 196608 of 196608", "--spare-device");
        guest.sh(tooFar.output()
                .lines()
                .filter(line -> line.matches("  (e2fsck|resize2fs) .*"))
                .map(line -> line.strip().replace("e2fsck -f", "e2fsck -fy"))
                .reduce((one, other) -> one + " && " + other)
                .orElseThrow());

        String before = guest.sh("md5sum < " + disk, LONG);
        Result unasked = guest.run(create);
        assertThat(unasked.status()).as(unasked.output()).isEqualTo(3);
        assertThat(unasked.output())
                .contains("write   sectors", "stays as it is", "nothing was changed; --yes does it");
        assertThat(guest.sh("md5sum < " + disk, LONG)).isEqualTo(before);

        guest.sh(create + " --yes", LONG);
        guest.sh("mount /dev/mapper/home /mnt/fs && cd /mnt/fs && md5sum --quiet -c /run/sums");
        healOneSectorOf(guest, "home", ADOPTED);

        moreSpares(guest, guest.disk(MORE_SPARES));
        assertThat(guest.run("remapd status home --json | jq -c '.devices[0] | [.spares.total > 149, .metadata.whole]'")
                        .output())
                .isEqualTo("[true,3]");
        assertThat(guest.run("remapd status home").output())
                .contains("retired; spare device " + guest.disk(MORE_SPARES));
        sumsAreRight(guest);

        guest.sh("umount /mnt/fs");
        String mapped = guest.sh("md5sum < /dev/mapper/home", LONG);
        guest.sh("remapd stop home && remapd inspect " + disk + " --dmsetup | dmsetup create rescue --readonly", LONG);
        assertThat(guest.sh("md5sum < /dev/mapper/rescue", LONG)).isEqualTo(mapped);
        guest.sh("dmsetup remove rescue");

        // So is it left by a daemon that is killed before it has loaded the table.
        guest.sh("dmsetup create home --notable --uuid REMAP-$(remapd inspect " + disk + " --json | jq -r .uuid)"
                + " && udevadm settle");
        guest.sh("remapd assemble home && mount /dev/mapper/home /mnt/fs", LONG);

        Result used = guest.run("remapd forget home --yes");
        assertThat(used.status()).as(used.output()).isEqualTo(3);
        assertThat(used.output()).contains("in use");
        guest.sh("umount /mnt/fs");
        guest.fault(ADOPTED + " clear");
        assertThat(guest.sh("remapd forget home --yes", LONG))
                .contains("1 unit on a spare is written back", "[device.home]", "forgotten; the data is on " + disk);
        guest.sh("e2fsck -fn " + disk + " && mount " + disk + " /mnt/fs && cd /mnt/fs && md5sum --quiet -c /run/sums");
        guest.sh("umount /mnt/fs && ! grep -q home /etc/remapd.conf && ! ls /dev/mapper/home");
        assertThat(guest.run("remapd inspect " + disk).status()).isEqualTo(3);
    }

    @Test
    @Tag("long")
    void withASpareDeviceNothingIsWrittenToTheDisk(Guest guest) {
        String disk = guest.disk(BESIDE);
        fileSystem(guest, disk);
        String before = guest.sh("md5sum < " + disk, LONG);

        String said = guest.sh(
                "remapd create beside --device " + disk + " --adopt --spare-device " + guest.disk(SPARE_DEVICE)
                        + " --yes",
                LONG);

        assertThat(said).contains("nothing is written to this disk", "spares of 8 sectors");
        assertThat(guest.sh("md5sum < " + disk, LONG)).isEqualTo(before);
        assertThat(guest.sh("udevadm info -q property " + disk)).contains("REMAPD_MEMBER=1");
        guest.sh("mount /dev/mapper/beside /mnt/fs");
        healOneSectorOf(guest, "beside", BESIDE);
        guest.sh(
                "umount /mnt/fs && systemctl stop remapd && remapd stop beside && remapd assemble beside"
                        + " && systemctl start remapd && mount /dev/mapper/beside /mnt/fs",
                LONG);
        sumsAreRight(guest);

        guest.fault(BESIDE + " clear");
        guest.sh("umount /mnt/fs && remapd forget beside --yes", LONG);
        guest.sh("e2fsck -fn " + disk + " && ! ls /etc/udev/rules.d/58-remapd-beside.rules");
        assertThat(guest.sh("udevadm info -q property " + disk)).doesNotContain("REMAPD_MEMBER=1");
    }

    @Test
    @Tag("long")
    void aCloneIsRefusedAndADamagedCopyIsMended(Guest guest) {
        String disk = guest.disk(CLONED);
        guest.sh("remapd create twin --device " + disk + " && remapd stop twin", LONG);
        guest.sh("dd if=" + disk + " of=/run/clone bs=1M status=none && losetup /dev/loop0 /run/clone");

        Result refused = guest.run("remapd assemble twin");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.output()).contains("is on several disks: /dev/loop0, " + disk, "one is a copy");
        guest.sh("systemctl restart remapd", LONG);
        assertThat(guest.run("remapd status twin").output()).contains("MISSING", "/dev/loop0, " + disk);
        guest.await("the journal says it", "journalctl REMAPD_DEVICE=twin | grep -q 'several disks'", LONG);
        guest.sh("remapd forget /dev/loop0 --yes && losetup -d /dev/loop0 && grep -q twin /etc/remapd.conf", LONG);
        guest.await("it comes by itself", "ls /dev/mapper/twin", LONG);

        // The second copy: its superblocks, and some of its pages.
        guest.sh(
                "remapd stop twin && at=$(remapd inspect " + disk
                        + " --json | jq '.copies[1].pages_sector') && for s in $at "
                        + (65_536 - 2048 + 8) + "; do dd if=/dev/urandom of=" + disk
                        + " bs=512 seek=$s count=128 oflag=direct status=none; done",
                LONG);
        String damaged = guest.sh("md5sum < " + disk);
        Result dry = guest.run("remapd repair " + disk);
        assertThat(dry.status()).as(dry.output()).isEqualTo(1);
        assertThat(dry.output()).contains("would be written anew: copy 2, superblock", "nothing was written, --yes");
        assertThat(guest.sh("md5sum < " + disk)).isEqualTo(damaged);
        assertThat(guest.run("remapd inspect " + disk).status()).isEqualTo(1);
        assertThat(guest.sh("remapd repair " + disk + " --yes", LONG)).contains("all copies are whole again");
        guest.sh("remapd inspect " + disk + " && remapd assemble twin", LONG);
        assertThat(guest.run("remapd repair " + disk + " --yes").output()).contains("another remapd works on it");
    }

    @Test
    @Tag("long")
    void aFirstScanKeepsBadPlacesOutOfUse(Guest guest) {
        String disk = guest.disk(SCANNED);
        guest.fault(SCANNED + " read 10000+2");
        String spare = guest.sh("remapd create scanned --device " + disk
                + " --dry-run --json | jq '.disks[0].areas[] | select(.what | contains(\"spares\")) | .sector'");
        guest.fault(SCANNED + " read " + spare + "+1");

        Result created = guest.run("remapd create scanned --device " + disk + " --scan", LONG);

        assertThat(created.status()).as(created.output()).isEqualTo(1);
        assertThat(created.output()).contains("bad: disk 10000+1", "100.0 %");
        assertThat(guest.run("remapd status scanned --json | jq -c '.devices[0].spares | [.used, .retired]'")
                        .output())
                .isEqualTo("[2,1]");
        String sector = "bs=512 count=1 status=none";
        assertThat(guest.run("dd if=/dev/mapper/scanned of=/dev/null skip=7952 iflag=direct " + sector)
                        .status())
                .isNotZero();
        guest.sh("echo new | dd of=/dev/mapper/scanned seek=7952 oflag=direct conv=sync " + sector);
        assertThat(guest.sh("dd if=/dev/mapper/scanned skip=7952 iflag=direct " + sector + " | head -c 3"))
                .isEqualTo("new");
    }

    /** The disk of the slides: its ends are real, what is between them reads as zeros. */
    @Test
    @Tag("long")
    void anEightTerabyteDiskTakesNoMoreThanItShould(Guest guest) {
        String ends = guest.disk(ENDS);
        long half = 1_048_576;
        long all = 15_628_053_168L;
        guest.sh("printf '%s\\n' '0 " + half + " linear " + ends + " 0' '" + half + " " + (all - 2 * half) + " zero' '"
                + (all - half) + " " + half + " linear " + ends + " " + half + "' | dmsetup create big");

        guest.sh("remapd create big8 --device /dev/mapper/big", LONG);

        // One in a thousand, but no more than 262144, of 512 bytes; pages for twice as many, each in two places.
        String report = "remapd inspect big8 --json | jq -c ";
        assertThat(guest.sh(report + "'.pool[0].sectors'")).isEqualTo("262144");
        long pages = 33 + (2 * 262_144 + 250) / 251;
        assertThat(guest.sh(report + "'[.copies[].pages_sectors] | unique'"))
                .isEqualTo("[" + (2 * pages + 32) * 8 + "]");
        guest.fault(ENDS + " flaky:9 5000");
        long boundary = half - 2048;
        for (String range : new String[] {"0+200000", (boundary - 1000) + "+2000", "8000000000+2000000"}) {
            Result scrub = guest.run("remapd scrub big8 --now --wait --range " + range, LONG);
            assertThat(scrub.status()).as(scrub.output()).isZero();
        }
        assertThat(guest.run("remapd scrub big8 --now --range 15628053000+1000").output())
                .contains("reaches beyond the end");
        assertThat(guest.sh("remapd status big8 --json | jq -c '.devices[0].spares | [.total, .retired]'"))
                .isEqualTo("[262144,0]");
        int rss =
                Integer.parseInt(guest.sh("awk '/VmRSS/ {print $2}' /proc/$(systemctl show -P MainPID remapd)/status"));
        System.out.println("the daemon, with an 8 TB disk: " + rss + " KiB resident");
        guest.sh("remapd stop big8 && dmsetup remove big");
    }

    /** On a disk with a file system in a partition, which is destroyed only if there is room for what is wanted. */
    private static void moreSpares(Guest guest, String disk) {
        String add = "remapd spares add home --spare-device " + disk;
        guest.sh("addpart " + disk + " 1 2048 20480");
        Result known = guest.run(add);
        assertThat(known.status()).as(known.output()).isEqualTo(3);
        assertThat(known.output()).as("to the kernel alone").contains(disk + " holds the partition " + disk + "1");
        guest.sh("delpart " + disk + " 1");

        partition(guest, disk);
        Result tooMany = guest.run(add + " --spares 90000 --force");
        assertThat(tooMany.status()).as(tooMany.output()).isEqualTo(3);
        assertThat(tooMany.output()).contains("cannot give the device 90000 spares; expected --spares 1 to ");
        assertThat(guest.sh("wipefs -n " + disk + "1")).contains("ext4");

        assertThat(guest.sh(add + " --spares 50 --force", LONG))
                .contains(
                        disk + " is a spare device now",
                        "what it held is destroyed: dos (at byte 0x1fe), the partition " + disk + "1 with ext4");

        assertNothingIsKnownOf(guest, disk);
    }

    private static void partition(Guest guest, String disk) {
        guest.sh("echo 2048,,L | sfdisk -q " + disk + " && udevadm settle && mkfs.ext4 -q " + disk
                + "1 && udevadm settle");
    }

    private static void assertNothingIsKnownOf(Guest guest, String disk) {
        assertThat(guest.sh("wipefs -n " + disk)).isEmpty();
        assertThat(guest.sh("lsblk -n -r -o TYPE " + disk).lines()).doesNotContain("part");
    }

    /** One that fills the disk, with files whose sums are known. */
    private static void fileSystem(Guest guest, String disk) {
        guest.sh("mkfs.ext4 -q " + disk + " && mount " + disk + " /mnt/fs && cd /mnt/fs"
                + " && for i in $(seq 10); do head -c 900000 /dev/urandom > file$i; done && md5sum file* > /run/sums"
                + " && cd / && umount /mnt/fs");
    }

    /** Of a file on what is mounted, so that its sums are right only if it was moved with what it holds. */
    private static void healOneSectorOf(Guest guest, String device, int disk) {
        long block = Long.parseLong(guest.sh("debugfs -R 'bmap /file3 7' /dev/mapper/" + device + " 2>/dev/null")
                .strip());
        long size = Long.parseLong(guest.sh("stat -f -c %S /mnt/fs"));
        guest.fault(disk + " flaky:30 " + block * size / 512 + "+1");
        Result scrub = guest.run("remapd scrub " + device + " --now --wait", LONG);
        assertThat(scrub.output()).contains("remapped, all of it was saved");
        sumsAreRight(guest);
    }

    private static void sumsAreRight(Guest guest) {
        guest.sh("echo 3 > /proc/sys/vm/drop_caches; cd /mnt/fs && md5sum --quiet -c /run/sums");
    }
}
