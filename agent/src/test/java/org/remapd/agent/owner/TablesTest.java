package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What divides a disk: tables of partitions, and LVM. The texts are what the programs of Debian 12 printed. */
class TablesTest {

    /** Its owner gave the second partition a name that looks like an entry. */
    private static final PartitionTable GPT = PartitionTable.parse("""
            label: gpt
            label-id: 0C193765-7666-AD49-9714-8D9BCCF2AA9F
            device: /dev/mapper/base
            unit: sectors
            first-lba: 2048
            last-lba: 262110
            sector-size: 512

            /dev/mapper/base-part1 : start=        2048, size=       40000, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=F3BA19C6-1B32-BF46-80E6-751F1E75E72D
            /dev/mapper/base-part2 : start=       50000, size=      100000, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=2FB191F1-01C8-AC46-B6F0-A0739F15AA32, name="evil start= 1, size= 9"
            """);

    private static final PartitionTable DOS = PartitionTable.parse("""
            label: dos
            label-id: 0x39ab91ce
            device: /dev/sdb
            unit: sectors
            sector-size: 512

            /dev/sdb1 : start=        2048, size=       40000, type=83
            /dev/sdb2 : start=       50000, size=       70000, type=5
            /dev/sdb5 : start=       60000, size=       10000, type=83
            """);

    private static Owner of(PartitionTable table, long sector) {
        return table.of(new UpperSector(sector), "/dev/mapper/base");
    }

    @Test
    void aTableItselfIsAtTheBeginningAndWithGptAtTheEndToo() {
        Owner gpt = new Owner.Metadata("the partition table (gpt)");
        assertThat(of(GPT, 0)).isEqualTo(gpt);
        assertThat(of(GPT, 2047)).isEqualTo(gpt);
        assertThat(of(GPT, 262111)).isEqualTo(gpt);
        assertThat(of(DOS, 0)).isEqualTo(new Owner.Metadata("the partition table (dos)"));
    }

    @Test
    void whatNoPartitionHasIsFree() {
        Owner free = new Owner.Free("space of /dev/mapper/base that no partition has");
        assertThat(of(GPT, 42048)).isEqualTo(free);
        assertThat(of(GPT, 49999)).isEqualTo(free);
        assertThat(of(GPT, 262110)).isEqualTo(free);
        assertThat(of(DOS, 1)).isEqualTo(free);
        assertThat(of(DOS, 120000)).isEqualTo(free);
    }

    @Test
    void aPartitionWithoutADeviceIsNamed() {
        assertThat(of(GPT, 42047)).asString().contains("in partition 1 of /dev/mapper/base", "kpartx");
        assertThat(of(GPT, 50000)).asString().contains("in partition 2 ");
        assertThat(of(DOS, 69999)).asString().contains("in partition 5 ");
    }

    @Test
    void ofAnExtendedPartitionWhatIsNotInOneWithinItIsItsOwn() {
        assertThat(of(DOS, 50000)).isInstanceOf(Owner.Metadata.class).asString().contains("extended");
        assertThat(of(DOS, 70000)).isInstanceOf(Owner.Metadata.class);
    }

    @Test
    void aTableCountsInTheDisksOwnSectors() {
        PartitionTable fourKn = PartitionTable.parse("""
                label: gpt
                unit: sectors
                first-lba: 6
                last-lba: 16378
                sector-size: 4096

                /dev/sda1 : start=         256, size=        1000, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
                """);
        assertThat(of(fourKn, 47)).isInstanceOf(Owner.Metadata.class);
        assertThat(of(fourKn, 48)).isInstanceOf(Owner.Free.class);
        assertThat(of(fourKn, 256 * 8 - 1)).isInstanceOf(Owner.Free.class);
        assertThat(of(fourKn, 256 * 8)).asString().contains("partition 1 ");
        assertThat(of(fourKn, 16379 * 8)).isInstanceOf(Owner.Metadata.class);
    }

    /** Of {@code pvs}, with its columns. */
    private static final PhysicalVolume VOLUME = PhysicalVolume.parse("""
              vg-0|2048|2048|0|8|ho-me
              vg-0|2048|2048|8|4|other
              vg-0|2048|2048|12|4|ho-me
              vg-0|2048|2048|16|4|off
              vg-0|2048|2048|20|4|snapp
              vg-0|2048|2048|24|23|
            """).orElseThrow();

    @Test
    void ofLvmThereIsMetadataFreeSpaceAndWhatIsNotActive() {
        assertThat(VOLUME.of(new UpperSector(2047))).isEqualTo(new Owner.Metadata("LVM's label and metadata"));
        assertThat(VOLUME.of(new UpperSector(2048 + 16 * 2048)))
                .asString()
                .contains("vg-0/off", "lvchange --activate y vg-0/off");
        assertThat(VOLUME.of(new UpperSector(2048 + 24 * 2048 - 1))).asString().contains("vg-0/snapp");
        assertThat(VOLUME.of(new UpperSector(2048 + 24 * 2048)))
                .isEqualTo(new Owner.Free("free space of the volume group vg-0"));
        assertThat(VOLUME.of(new UpperSector(99_999)))
                .as("behind the last extent")
                .isInstanceOf(Owner.Free.class);
    }

    @Test
    void aDiskInNoVolumeGroupIsFreeAndNonsenseIsNothing() {
        assertThat(PhysicalVolume.parse("  |2048|0|0|0|\n").orElseThrow().of(new UpperSector(5000)))
                .asString()
                .contains("in no volume group");
        assertThat(PhysicalVolume.parse("")).isEmpty();
        assertThat(PhysicalVolume.parse("a|b|c|d|e|f\n")).isEmpty();
    }
}
