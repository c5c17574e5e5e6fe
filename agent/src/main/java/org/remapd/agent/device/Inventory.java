package org.remapd.agent.device;

import java.util.Optional;
import oshi.SystemInfo;
import oshi.hardware.HWDiskStore;

/** What the machine's disks are, from oshi. */
public final class Inventory {

    /**
     * A disk as it is sold.
     *
     * @param model  as the drive names itself
     * @param serial its serial number, empty if it has none
     * @param bytes  its size
     */
    public record Disk(String model, String serial, long bytes) {}

    private Inventory() {}

    /** The disk with this kernel name, e.g. {@code sda}; empty for what is not a disk to oshi (dm, loop). */
    public static Optional<Disk> disk(String kernelName) {
        return new SystemInfo()
                .getHardware().getDiskStores().stream()
                        .filter(store -> store.getName().equals("/dev/" + kernelName))
                        .findFirst()
                        .map(Inventory::disk);
    }

    private static Disk disk(HWDiskStore store) {
        String serial = store.getSerial().strip();
        return new Disk(store.getModel().strip(), serial.equals("unknown") ? "" : serial, store.getSize());
    }
}
