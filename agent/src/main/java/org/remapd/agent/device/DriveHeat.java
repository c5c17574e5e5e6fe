package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How hot a drive is, as the kernel's drivers drivetemp (Documentation/hwmon/drivetemp.rst) and nvme tell in its directory hwmon. They ask the
 * drive each time, which may take as long as any command, and may keep it from going to sleep.
 *
 * @param celsius now
 * @param most    the highest temperature that is recommended for long, if the drive tells one that makes sense: some tell 65261
 */
public record DriveHeat(int celsius, OptionalInt most) {

    private static final int MILLI = 1000;
    private static final int LEAST_SENSIBLE = 30;
    private static final int MOST_SENSIBLE = 120;

    /** Of a disk with its directory in sysfs; empty if it does not tell. */
    static Optional<DriveHeat> of(Path disk) throws IOException {
        for (Path sensor : sensors(disk.resolve("device"))) {
            Optional<Integer> now = celsius(sensor.resolve("temp1_input"));
            if (now.isPresent()) {
                OptionalInt most = celsius(sensor.resolve("temp1_max"))
                        .filter(limit -> limit >= LEAST_SENSIBLE && limit <= MOST_SENSIBLE)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty());
                return Optional.of(new DriveHeat(now.get(), most));
            }
        }
        return Optional.empty();
    }

    /** Below a SCSI disk {@code hwmon/hwmon2}, and below an NVMe controller, which is of a class itself, {@code hwmon2}. */
    private static List<Path> sensors(Path device) throws IOException {
        List<Path> sensors = new ArrayList<>();
        for (Path directory : List.of(device, device.resolve("hwmon"))) {
            SysDirectory.names(directory).stream()
                    .filter(name -> name.matches("hwmon\\d+"))
                    .map(directory::resolve)
                    .forEach(sensors::add);
        }
        return sensors;
    }

    private static Optional<Integer> celsius(Path file) throws IOException {
        try {
            return SysFile.word(file).map(Integer::parseInt).map(milli -> milli / MILLI);
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds no temperature", e);
        }
    }
}
