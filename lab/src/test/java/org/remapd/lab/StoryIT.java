package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One bad sector's story on disks of each kind, with the installed program on a real kernel. */
@InGuest(seconds = 2400)
@Disk(type = "scsi", size = "64M")
@Disk(type = "sata", size = "64M", physical = 4096)
@Disk(type = "nvme", size = "64M", logical = 4096)
@Disk(type = "virtio", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class StoryIT {

    private static final int SCSI = 0;
    private static final int SATA_512E = 1;
    private static final int NVME_4KN = 2;
    private static final int VIRTIO = 3;
    private static final int SLIDES = 4;
    private static final int VANISHING = 5;
    private static final int HELD = 6;
    private static final int IN_PLACE = 7;
    private static final int BY_HAND = 8;

    /** Without the places that were only said to be bad: the kernel and the drives blame more than the sector. */
    private static final String BAD = "[.faults[] | select(.fate != \"healthy-now\")] | sort_by(.sector)";

    @BeforeAll
    static void tryHard(Guest guest) {
        RemapDevice.tryHard(guest);
    }

    @Test
    void aScrubSavesWhatReadsInTheEndAndNamesWhatDoesNot(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "scrubbed", SCSI);
        device.write(5000, 32, "precious");
        device.write(9000, 32, "precious");
        device.fault("flaky:30", 5007, 1);
        device.fault("read", 9020, 2);

        Result scrub = device.scrub();

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(device.status(BAD + " | map([.sector, .fate, .lost])"))
                .isEqualTo("[[5007,\"remapped\",[]],[9020,\"poisoned\",[9020]],[9021,\"poisoned\",[9021]]]");
        assertThat(device.read(5007, 1)).isEqualTo("precious 5007");
        assertThat(device.read(5000, 32)).contains("precious 5000", "precious 5007", "precious 5031");
        assertThat(device.read(9000, 20)).contains("precious 9000", "precious 9019");
        assertThat(device.read(9022, 10)).contains("precious 9022", "precious 9031");
        assertThat(device.tryRead(9020, 1).status()).isNotZero();
        assertThat(guest.sh("dmsetup message scrubbed 0 list 0 | cut -d' ' -f1,3"))
                .isEqualTo("5007 -\n9020 1\n9021 1\nend");
        assertThat(guest.sh("journalctl -o json REMAPD_FATE=remapped REMAPD_DEVICE=scrubbed | jq -r .REMAPD_SECTOR"))
                .isEqualTo("5007");
        Result story = guest.run("remapd explain scrubbed 9020");
        assertThat(story.output()).contains("scrub: medium error", "probe", "poisoned", "lost", "9020");
        assertThat(story.status()).as("it is open").isEqualTo(1);
        assertThat(guest.sh("remapd explain scrubbed 5007 --json | jq -c '[.story[].kind] | unique'"))
                .isEqualTo("[\"ended\",\"heal\",\"hint\",\"probe\",\"step\"]");
        assertThat(guest.sh("remapd explain scrubbed 5007 --json | jq -r '.story[].evidence[]?'"))
                .as("the kernel's own words")
                .contains("critical medium error, dev sd", "Sense Key : Medium Error");
        whatIsPrintedAsJsonIsAsPublished(guest, "scrubbed", 9020);
        String terminal = "script -q -c 'remapd status scrubbed' /dev/null";
        assertThat(colours(guest, "TERM=xterm " + terminal)).matches("[1-9][0-9]*");
        assertThat(colours(guest, "TERM=xterm NO_COLOR=1 " + terminal)).isEqualTo("0");
        assertThat(colours(guest, "TERM=xterm remapd status scrubbed")).isEqualTo("0");

        // Once they are overwritten, which the disk itself does not even have to allow, nothing is lost any more.
        device.fault("write", 9020, 2);
        device.write(9020, 2, "restored");
        assertThat(device.status("[.faults[].lost[]]")).isEqualTo("[]");
        assertThat(device.read(9020, 2)).contains("restored 9020", "restored 9021");
        assertThat(guest.sh("remapd inspect scrubbed --json --mappings | jq -c '[.mappings[].lost[]]'"))
                .as("and that is on record")
                .isEqualTo("[]");
    }

    /** Lines with any. */
    private static String colours(Guest guest, String command) {
        return guest.run(command + " | grep -c \"$(printf '\\033')\\[\"").output();
    }

    private static void whatIsPrintedAsJsonIsAsPublished(Guest guest, String device, long lost) {
        Schema.assertFits(guest, "status", "remapd status " + device + " --json");
        Schema.assertFits(guest, "explain", "remapd explain " + device + " " + lost + " --json");
        Schema.assertFits(guest, "inspect", "remapd inspect " + device + " --json --mappings");
        Schema.assertFits(guest, "map", "remapd map " + device + " --json");
        Schema.assertFits(guest, "map-export", "remapd map " + device + " --export ddrescue /tmp/list --json");
        Schema.assertFits(guest, "map-import", "remapd map " + device + " --import ddrescue /tmp/list --json");
        Schema.assertFits(guest, "repair", "remapd repair " + device + " --json");
        Schema.assertFits(guest, "stats", "remapd stats " + device + " --json");
        guest.sh("truncate -s 64M /tmp/disk && losetup /dev/loop7 /tmp/disk");
        Schema.assertFits(guest, "create", "remapd create new --device /dev/loop7 --dry-run --json");
        guest.sh("losetup -d /dev/loop7");
    }

    @Test
    void aSectorIsRewrittenWhereItIsAndMovedIfItFailsAgain(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "inplace", IN_PLACE);
        device.rewriteFirst();
        device.write(5000, 8, "kept");
        device.fault("flaky:30", 5003, 1);

        assertThat(device.read(5000, 8)).contains("kept 5000", "kept 5003", "kept 5007");
        device.awaitStatus("it is healed in place", BAD + " | map([.sector, .fate]) == [[5003,\"healed-in-place\"]]");
        assertThat(guest.sh("dmsetup message inplace 0 list 0")).isEqualTo("end");
        assertThat(device.status(".spares.free == .spares.total")).isEqualTo("true");

        device.fault("flaky:30", 5003, 1);
        assertThat(device.read(5000, 8)).contains("kept 5003");
        device.awaitStatus("it is on a spare", BAD + " | map([.sector, .fate]) == [[5003,\"remapped\"]]");
    }

    @Test
    void anApplicationSeesNoErrorOfWhatCanBeSavedOrIsWrittenAnyway(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "held", HELD);
        device.write(5000, 32, "precious");
        device.fault("flaky:9", 5007, 1);
        assertThat(device.read(5000, 32)).contains("precious 5000", "precious 5007", "precious 5031");

        device.write(9000, 32, "old");
        device.fault("write", 9005, 2);
        device.write(9000, 16, "new");
        assertThat(device.read(9000, 32)).contains("new 9000", "new 9005", "new 9006", "new 9015", "old 9016");

        assertThat(guest.sh("dmsetup message held 0 list 0 | cut -d' ' -f1")).isEqualTo("5007\n9005\n9006\nend");
        assertThat(guest.sh("dmsetup message held 0 faults 0")).isEqualTo("end");
        device.awaitStatus("it is all on record", ".spares.used == 3");
    }

    @Test
    @Tag("long")
    void anOrdinaryReadOfAFileLeadsToTheSameWithoutAScrub(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "virtio", VIRTIO);
        guest.sh(
                "mkfs.ext4 -q -b 4096 /dev/mapper/virtio && mkdir -p /mnt/virtio && mount /dev/mapper/virtio /mnt/virtio"
                        + " && seq 100000 > /mnt/virtio/file && sync && echo 3 > /proc/sys/vm/drop_caches");
        long saved = sectorOfFile(guest, "virtio", 40) + 3;
        device.fault("flaky:30", saved, 1);
        long lost = sectorOfFile(guest, "virtio", 100);
        device.fault("read", lost, 1);

        guest.run("dd if=/mnt/virtio/file of=/dev/null bs=64k");

        device.awaitStatus("the kernel's log leads to the lost sector", "[.faults[].lost[]] == [" + lost + "]");
        device.awaitStatus(
                "and to the one that reads in the end",
                "[.faults[] | select(.sector == " + saved + ") | .fate] == [\"remapped\"]");
        assertThat(guest.sh("dd if=/mnt/virtio/file bs=512 skip=323 count=1 iflag=direct status=none | md5sum"))
                .isEqualTo(guest.sh("seq 100000 | dd bs=512 skip=323 count=1 iflag=fullblock status=none | md5sum"));
    }

    @Test
    void aUnitIsMovedByHandWithItsDataAndBroughtBackWithTheNewest(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "byhand", BY_HAND);
        guest.sh(
                "mkfs.ext4 -q -b 4096 /dev/mapper/byhand && mkdir -p /mnt/byhand && mount /dev/mapper/byhand /mnt/byhand"
                        + " && seq 100000 | tee /tmp/byhand > /mnt/byhand/file && sync");
        long sector = sectorOfFile(guest, "byhand", 40) + 3;
        String here = "disk " + device.disk() + " " + (RemapDevice.DATA_START + sector) + "+1";

        Result moved = guest.run("remapd remap byhand " + sector);
        assertThat(moved.status()).as(moved.output()).isZero();
        assertThat(moved.output()).contains("sectors " + sector + "+1 moved from " + here + " to disk ");
        assertThat(guest.sh("dmsetup message byhand 0 list 0 | cut -d' ' -f1,3"))
                .isEqualTo(sector + " -\nend");
        guest.sh("echo 3 > /proc/sys/vm/drop_caches; cmp /tmp/byhand /mnt/byhand/file");
        Result again = guest.run("remapd remap byhand " + sector);
        assertThat(again.status()).isEqualTo(3);
        assertThat(again.output()).contains("on a spare already");

        guest.sh("for file in /tmp/byhand /mnt/byhand/file; do"
                + " printf newest | dd of=$file bs=1 seek=$((323 * 512)) conv=notrunc,fsync status=none; done");
        Result back = guest.run("remapd unmap byhand " + sector);
        assertThat(back.status()).as(back.output()).isZero();
        assertThat(back.output()).contains("sectors " + sector + "+1 moved from disk ", " to " + here);
        guest.sh("echo 3 > /proc/sys/vm/drop_caches; cmp /tmp/byhand /mnt/byhand/file");
        assertThat(device.read(sector, 1)).startsWith("newest");
        assertThat(guest.sh("dd if=" + device.disk() + " skip=" + (RemapDevice.DATA_START + sector)
                        + " count=1 iflag=direct status=none"))
                .startsWith("newest");
        assertThat(guest.sh("dmsetup status byhand | cut -d' ' -f6")).startsWith("0/");
        assertThat(guest.sh("dmsetup message byhand 0 faults 0")).isEqualTo("end");
        assertThat(device.status(".spares.free == .spares.total")).isEqualTo("true");

        Result nowhere = guest.run("remapd unmap byhand " + sector);
        assertThat(nowhere.status()).isEqualTo(3);
        assertThat(nowhere.output()).contains("on no spare");
        assertThat(guest.run("remapd remap byhand 99999999").status()).isEqualTo(3);
        guest.sh("umount /mnt/byhand");
    }

    @Test
    @Tag("long")
    void aUnitIsAPhysicalBlockOn4Kn(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "fourkn", NVME_4KN);
        device.write(8000, 16, "block");
        // The kernel tries six times, and each counts.
        device.fault("flaky:180", 8003, 1);

        device.scrub();

        assertThat(device.status(".unit_sectors")).isEqualTo("8");
        assertThat(device.status(BAD + " | map([.sector, .fate])")).isEqualTo("[[8000,\"remapped\"]]");
        assertThat(device.read(8000, 8)).contains("block 8000", "block 8003", "block 8007");
        device.write(8000, 8, "rewritten");
        assertThat(device.read(8000, 16)).contains("rewritten 8000", "rewritten 8007", "block 8008");
    }

    @Test
    @Tag("long")
    void a512eDriveLosesAWholePhysicalBlockAndEachSectorIsNamed(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "sata", SATA_512E);
        device.fault("read", 16003, 1);

        device.scrub();

        assertThat(device.status(BAD + " | map([.sector, .lost])"))
                .isEqualTo("[[16000,[16000,16001,16002,16003,16004,16005,16006,16007]]]");
    }

    @Test
    void theDiskOfTheSlidesHasJustItsNinthSectorBad(Guest guest) {
        String disk = guest.disk(SLIDES);
        guest.sh("size=$(blockdev --getsz " + disk + "); printf '%s\\n' '0 8 linear " + disk
                + " 0' '8 1 error' \"9 $((size - 9)) linear " + disk + " 9\" | dmsetup create bad");
        guest.sh("remapd create slides --device /dev/mapper/bad");

        Result scrub = guest.run("remapd scrub slides --now --wait");

        assertThat(scrub.status()).as(scrub.output()).isEqualTo(1);
        assertThat(scrub.output())
                .contains("1 unreadable")
                .containsPattern("disk sector 8\\+1 of /dev/\\S+: unreadable");
        assertThat(guest.run(
                                "remapd status slides --json | jq -c '.devices[0] | [.faults, [.elsewhere[].disk_sector]]'")
                        .output())
                .isEqualTo("[[],[8]]");
    }

    @Test
    void whatCannotBeDoneIsSaidAtOnce(Guest guest) {
        Result unknown = guest.run("remapd scrub nobody --now");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.output()).contains("no device is called nobody");

        RemapDevice device = RemapDevice.create(guest, "vanishing", VANISHING);
        guest.fault(VANISHING + " gone");
        Result vanished = device.scrub();
        assertThat(vanished.status()).as(vanished.output()).isEqualTo(3);
        assertThat(vanished.output()).contains("does not answer");
        assertThat(guest.run("remapd status vanishing --json | jq '.devices[0].spares.used'")
                        .output())
                .isEqualTo("0");

        guest.sh("systemctl stop remapd");
        Result down = guest.run("remapd scrub --now");
        // It waits half a minute for the disk that vanished, before it says that it is ready.
        guest.sh("systemctl start remapd", Duration.ofMinutes(4));
        assertThat(down.status()).isEqualTo(3);
        assertThat(down.output()).contains("the daemon is not running", "systemctl start remapd");
    }

    @Test
    void aConfigurationThatIsWrongIsNotTaken(Guest guest) {
        String daemon = guest.sh("systemctl show -P MainPID remapd");
        guest.sh("cp /etc/remapd.conf /tmp/right && echo 'nonsense = 1' >> /etc/remapd.conf");

        assertThat(guest.run("systemctl reload remapd").status()).isNotZero();
        Result refused = guest.run("remapd reload");
        guest.sh("kill -HUP " + daemon + " && cp /tmp/right /etc/remapd.conf");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.output()).contains("/etc/remapd.conf:", "nonsense", "nothing was changed");
        guest.await(
                "of the signal, too, that is told",
                "journalctl -u remapd | grep -q 'the configuration stays as it was: .*nonsense'",
                Duration.ofMinutes(1));
        guest.sh("systemctl reload remapd");
        assertThat(guest.sh("systemctl show -P MainPID,ActiveState remapd")).isEqualTo(daemon + "\nactive");
    }

    @Test
    void aDiskThatHoldsSomethingIsNotOverwritten(Guest guest) {
        guest.sh("truncate -s 64M /tmp/full && mkfs.ext4 -q /tmp/full && losetup /dev/loop0 /tmp/full");

        Result refused = guest.run("remapd create full --device /dev/loop0");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.output()).contains("holds ext4", "--force");
        guest.sh("e2fsck -fn /tmp/full && ! grep -q full /etc/remapd.conf");
    }

    /** The first sector of a block, of 4096 bytes, of the file called "file" in the device's ext4. */
    private static long sectorOfFile(Guest guest, String device, int block) {
        String bmap = "debugfs -R 'bmap /file " + block + "' /dev/mapper/" + device + " 2>/dev/null";
        return Long.parseLong(guest.sh(bmap).strip()) * 8;
    }
}
