package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody reads what is below a remap device, or on it, layer by layer, and meets bad blocks; nothing scrubs. Of what is read
 * below, the target sees nothing: it is the kernel's log that leads there. Each block leads to its own unit, and to no other.
 */
@InGuest(seconds = 1800)
@Disk(type = "sata", size = "64M", physical = 4096)
@Disk(type = "scsi", size = "64M", logical = 4096)
@Disk(type = "scsi", size = "64M", logical = 4096)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class TopologyIT {

    private static final int SATA_512E = 0;
    private static final int SCSI_4KN = 1;
    private static final int ALSO_4KN = 2;
    private static final int DEEP = 3;
    private static final int PLUGGED = 4;

    /** Where the first partition begins, and LVM's first extent, unless they are told otherwise. */
    private static final long FIRST = 2048;

    private static final Duration LONG = Duration.ofMinutes(3);

    /** Paths to a disk, a partition on that as kpartx makes it, half an array, encryption with a cipher that does nothing, a loop device. */
    private static final String DEEP_STACK = """
            set -e
            modprobe -a dm-multipath dm-round-robin raid1 dm-crypt loop
            echo "0 $(blockdev --getsz DISK) multipath 0 0 1 1 round-robin 0 1 1 DISK 1" | dmsetup create paths
            echo "0 120000 linear /dev/mapper/paths 2048" | dmsetup create paths-part1
            echo md_deep >/sys/module/md_mod/parameters/new_array
            cd /sys/block/md_deep/md
            echo none >metadata_version
            echo raid1 >level
            echo 2 >raid_disks
            echo 55000 >component_size
            cat "/sys/class/block/$(basename "$(readlink -f /dev/mapper/paths-part1)")/dev" >new_dev
            echo 2048 >dev-dm-*/offset
            echo 0 >dev-dm-*/slot
            echo readonly >array_state
            echo active >array_state
            echo "0 100000 crypt cipher_null-ecb - 0 /dev/md_deep 1024" | dmsetup create secret
            losetup --offset $((2048 * 512)) --direct-io=on /dev/loop7 /dev/mapper/secret
            """;

    private final Random random = new Random(Lab.seed());

    /** A device that holds the sectors of a disk in order, from that one on. */
    private record Layer(String path, long start) {

        void meet(Guest guest, long onDisk) {
            int bytes = Integer.parseInt(guest.sh("blockdev --getss " + path));
            Result read = guest.run("dd if=" + path + " of=/dev/null iflag=direct count=1 bs=" + bytes + " skip="
                    + (onDisk - start) * 512 / bytes);
            assertThat(read.status()).as("%s: %s", path, read.output()).isNotZero();
        }
    }

    @Test
    @Tag("long")
    void onAPartitionOfA512eDiskWithAVolumeOnAPartitionOfItsOwn(Guest guest) {
        String disk = guest.disk(SATA_512E);
        guest.sh("echo start=" + FIRST + " | sfdisk -q " + disk + " && udevadm settle");
        RemapDevice device = RemapDevice.createOn(guest, "part", SATA_512E, disk + "1");
        guest.sh("echo start=" + FIRST + " | sfdisk -q --no-tell-kernel -X gpt " + device.path());
        guest.await("its partition", "test -b /dev/mapper/part-part1", LONG);
        guest.sh("vgcreate -q above /dev/mapper/part-part1 && lvcreate -q -n volume -l 100%FREE above");
        long start = FIRST + RemapDevice.DATA_START;

        Meeting meeting = new Meeting(device, start);
        meeting.at(guest, SATA_512E, new Layer(disk, 0));
        meeting.at(guest, SATA_512E, new Layer(disk + "1", FIRST));
        meeting.isKnownFromTheKernel();
        meeting.at(guest, SATA_512E, new Layer("/dev/mapper/part-part1", start + FIRST));
        meeting.at(guest, SATA_512E, new Layer("/dev/above/volume", start + FIRST + FIRST));
        meeting.isKnown();
    }

    @Test
    @Tag("long")
    void onAVolumeOf4KnDisksAlsoWhenItHasMoved(Guest guest) {
        String disk = guest.disk(SCSI_4KN);
        String other = guest.disk(ALSO_4KN);
        guest.sh("vgcreate -q below " + disk + " " + other + " && lvcreate -q -n volume -L 24M below " + disk);
        RemapDevice device = RemapDevice.createOn(guest, "volume", SCSI_4KN, "/dev/below/volume");
        Layer volume = new Layer("/dev/below/volume", FIRST);

        Meeting meeting = new Meeting(device, FIRST + RemapDevice.DATA_START);
        meeting.at(guest, SCSI_4KN, new Layer(disk, 0));
        meeting.at(guest, SCSI_4KN, volume);
        meeting.isKnownFromTheKernel();

        guest.fault(SCSI_4KN + " clear");
        guest.sh("pvmove -q " + disk + " " + other, LONG);
        long left = meeting.anySector();
        guest.fault(SCSI_4KN + " read " + left + "+1");
        new Layer(disk, 0).meet(guest, left);
        meeting.at(guest, ALSO_4KN, new Layer(other, 0));
        meeting.at(guest, ALSO_4KN, volume);
        meeting.isKnownFromTheKernel();
    }

    @Test
    void onManyLayers(Guest guest) {
        String disk = guest.disk(DEEP);
        guest.sh(DEEP_STACK.replace("DISK", disk));
        RemapDevice device = RemapDevice.createOn(guest, "deep", DEEP, "/dev/loop7");
        long start = FIRST + 2048 + 1024 + 2048 + RemapDevice.DATA_START;
        device.write(5000, 1, "down");
        assertThat(guest.sh("dd if=" + disk + " skip=" + (start + 5000) + " count=1 iflag=direct status=none"))
                .startsWith("down 5000");

        Meeting meeting = new Meeting(device, start);
        meeting.at(guest, DEEP, new Layer(disk, 0));
        meeting.at(guest, DEEP, new Layer("/dev/mapper/paths", 0));
        meeting.at(guest, DEEP, new Layer("/dev/mapper/paths-part1", FIRST));
        meeting.at(guest, DEEP, new Layer("/dev/md_deep", FIRST + 2048));
        meeting.at(guest, DEEP, new Layer("/dev/mapper/secret", FIRST + 2048 + 1024));
        meeting.at(guest, DEEP, new Layer("/dev/loop7", FIRST + 2048 + 1024 + 2048));
        meeting.isKnownFromTheKernel();
    }

    @Test
    @Tag("long")
    void onADiskThatCameBackUnderAnotherName(Guest guest) {
        String before = guest.disk(PLUGGED);
        RemapDevice device = RemapDevice.create(guest, "plugged", PLUGGED);
        guest.fault(PLUGGED + " gone");
        guest.await("it is gone", "! test -b " + before, LONG);
        guest.fault(PLUGGED + " back");
        String now = guest.await("it is back", "readlink -e $LAB_DISK" + PLUGGED, LONG);
        assertThat(now).isNotEqualTo(before);
        guest.sh("remapd stop plugged && remapd assemble plugged", LONG);

        Meeting meeting = new Meeting(device, RemapDevice.DATA_START);
        meeting.at(guest, PLUGGED, new Layer(now, 0));
        meeting.isKnownFromTheKernel();
    }

    /** What somebody meets below and on one remap device, whose sectors begin at {@code start} of the disk. */
    private final class Meeting {

        private final RemapDevice device;
        private final long start;
        private final int unit;
        private final TreeSet<Long> bad = new TreeSet<>();

        Meeting(RemapDevice device, long start) {
            this.device = device;
            this.start = start;
            this.unit = Integer.parseInt(device.status(".unit_sectors"));
        }

        /** Of the disk; one that is on all layers, and in no unit that was met. */
        long anySector() {
            long sector;
            do {
                sector = 8192L + random.nextInt(20_000);
            } while (bad.contains(sector / unit * unit));
            return start + sector;
        }

        /** Makes one more bad, and has it met. */
        void at(Guest guest, int disk, Layer layer) {
            long sector = anySector();
            guest.fault(disk + " read " + sector + "+1");
            bad.add((sector - start) / unit * unit);
            layer.meet(guest, sector);
        }

        /** Places that were said to be bad and read are left out: the kernel names whole requests. */
        void isKnown() {
            device.awaitStatus(
                    "just these are bad: " + bad,
                    "[.faults[] | select(.fate != \"healthy-now\") | .sector] | sort == " + bad);
        }

        void isKnownFromTheKernel() {
            isKnown();
            assertThat(device.status("[.faults[].cause | select(test(\"^(kernel log|block layer): \") | not)]"))
                    .isEqualTo("[]");
        }
    }
}
