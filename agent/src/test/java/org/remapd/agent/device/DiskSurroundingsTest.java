package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sysfs tells of a machine, its drives and its arrays. */
class DiskSurroundingsTest {

    private static final String SATA = "pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda";
    private static final String NVME = "pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1";

    private Sysfs kernel;
    private DiskSurroundings disk;

    /** A remap device will lie on sda2, and an array has a part on sda1 and on the NVMe drive. */
    @BeforeEach
    void disks(@TempDir Path sys) throws IOException {
        kernel = new Sysfs(sys);
        kernel.disk(SATA, "8:0", 100_000);
        kernel.partition(SATA + "/sda1", "8:1", 2048, 10_000);
        kernel.partition(SATA + "/sda2", "8:2", 20_000, 80_000);
        kernel.disk(NVME, "259:0", 100_000);
        kernel.array("md0", "9:0", "raid1", 10_000);
        kernel.on("md0", "sda1");
        kernel.on("md0", "nvme0n1");
        disk = new DiskSurroundings("sda2", sys);
    }

    private Path in(String directory) throws IOException {
        return Files.createDirectories(kernel.root().resolve(directory));
    }

    private void supply(String name, String type, String file, String word) throws IOException {
        Path supply = in("class/power_supply/" + name);
        Sysfs.write(supply.resolve("type"), type);
        Sysfs.write(supply.resolve(file), word);
    }

    @Test
    void aMachineThatDoesNotTellRunsOnMains() throws IOException {
        assertThat(disk.onBattery()).isFalse();
    }

    @Test
    void aLaptopRunsOnBatteryWhenItIsPluggedOut() throws IOException {
        supply("AC", "Mains", "online", "0");
        supply("BAT0", "Battery", "status", "Discharging");
        assertThat(disk.onBattery()).isTrue();
        supply("AC", "Mains", "online", "1");
        assertThat(disk.onBattery()).isFalse();
    }

    @Test
    void aBatteryThatIsFullOrOfAMouseIsNotWhatTheMachineRunsOn() throws IOException {
        supply("BAT0", "Battery", "status", "Full");
        supply("hid-mouse", "Battery", "status", "Discharging");
        supply("hid-mouse", "Battery", "scope", "Device");
        assertThat(disk.onBattery()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"idle,false", "frozen,false", "resync,true", "recover,true", "reshape,true", "check,true", "repair,true"
    })
    void anArrayWithAPartOnTheSameDriveIsInTheWayWhileItReadsAllOfIt(String action, boolean inTheWay)
            throws IOException {
        Sysfs.write(kernel.root().resolve("class/block/md0/md/sync_action"), action);
        assertThat(disk.resync()).isEqualTo(inTheWay);
        assertThat(new DiskSurroundings("md0", kernel.root()).resync())
                .as("of the array itself")
                .isEqualTo(inTheWay);
    }

    @Test
    void anArrayOnOtherDrivesIsNot() throws IOException {
        kernel.array("md1", "9:1", "raid1", 10_000);
        Sysfs.write(kernel.root().resolve("class/block/md1/md/sync_action"), "resync");
        assertThat(disk.resync()).isFalse();
    }

    @Test
    void itSleepsWhenItsDriveDoes() throws IOException {
        assertThat(disk.asleep()).isFalse();
        Sysfs.write(in("class/block/sda/device/power").resolve("runtime_status"), "suspended");
        assertThat(disk.asleep()).isTrue();
    }

    @Test
    void whatNoDriverTellsIsNotKnown() throws IOException {
        assertThat(disk.heat()).isEmpty();
    }

    @Test
    void drivetempTellsBelowTheScsiDevice() throws IOException {
        Path sensor = in("class/block/sda/device/hwmon/hwmon2");
        Sysfs.write(sensor.resolve("temp1_input"), 41_500);
        assertThat(disk.heat()).containsExactly(new DriveHeat(41, OptionalInt.empty()));
        Sysfs.write(sensor.resolve("temp1_max"), 60_000);
        assertThat(disk.heat()).containsExactly(new DriveHeat(41, OptionalInt.of(60)));
    }

    @Test
    void nvmeTellsInItsController() throws IOException {
        Sysfs.write(in("class/block/nvme0n1/device/hwmon3").resolve("temp1_input"), 60_850);
        Sysfs.write(in("class/block/nvme0n1/device/hwmon3").resolve("temp1_max"), 81_850);
        assertThat(new DiskSurroundings("nvme0n1", kernel.root()).heat())
                .containsExactly(new DriveHeat(60, OptionalInt.of(81)));
    }

    @Test
    void anArrayIsAsHotAsEachOfItsDrives() throws IOException {
        Sysfs.write(in("class/block/sda/device/hwmon/hwmon2").resolve("temp1_input"), 41_000);
        Sysfs.write(in("class/block/nvme0n1/device/hwmon3").resolve("temp1_input"), 60_000);
        assertThat(new DiskSurroundings("md0", kernel.root()).heat())
                .extracting(DriveHeat::celsius)
                .containsExactlyInAnyOrder(41, 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_261_850, -273_150, 0})
    void aLimitThatMakesNoSenseIsNone(int milliCelsius) throws IOException {
        Path sensor = in("class/block/sda/device/hwmon/hwmon2");
        Sysfs.write(sensor.resolve("temp1_input"), 41_000);
        Sysfs.write(sensor.resolve("temp1_max"), milliCelsius);
        assertThat(disk.heat()).containsExactly(new DriveHeat(41, OptionalInt.empty()));
    }
}
