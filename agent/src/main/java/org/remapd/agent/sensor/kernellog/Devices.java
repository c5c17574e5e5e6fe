package org.remapd.agent.sensor.kernellog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the log has taught so far of the devices that it names. Forgets those it has not named for longest. */
final class Devices {

    private static final int MOST = 256;
    /** How long errors are blamed on a device's last trouble. */
    private static final long TROUBLE_MICROS = 30_000_000;

    private final Map<String, String> diskByAddress = new Recent<>();
    private final Map<String, String> addressByDisk = new Recent<>();
    private final Map<String, String> diskByPort = new Recent<>();
    private final Map<String, Integer> sectorsPerBlock = new Recent<>();
    private final Map<String, Moment> troubles = new Recent<>();
    private final ToIntFunction<String> known;

    /** Asks {@code known} for the blocks of those of which the log has not told. */
    Devices(ToIntFunction<String> known) {
        this.known = known;
    }

    void named(@Nullable String address, @Nullable String disk) {
        if (address != null && disk != null) {
            diskByAddress.put(address, disk);
            addressByDisk.put(disk, address);
        }
    }

    @Nullable
    String diskAt(@Nullable String address) {
        return address == null ? null : diskByAddress.get(address);
    }

    boolean knowsAddressOf(String disk) {
        return addressByDisk.containsKey(disk);
    }

    /** {@code port} is libata's name of {@code disk}. */
    void port(String port, String disk) {
        diskByPort.put(port, disk);
    }

    @Nullable
    String diskAtPort(@Nullable String port) {
        return port == null ? null : diskByPort.get(port);
    }

    void sectorsPerBlock(String disk, int sectors) {
        sectorsPerBlock.put(disk, sectors);
    }

    /** How many sectors a logical block has, if that was said; else 0. */
    int sectorsPerBlock(@Nullable String disk) {
        if (disk == null) {
            return 0;
        }
        Integer said = sectorsPerBlock.get(disk);
        return said != null ? said : known.applyAsInt(disk);
    }

    /** {@code name} is a disk, a SCSI address or an NVMe controller that does not answer. */
    void trouble(String name, Moment when) {
        troubles.put(name, when);
    }

    boolean isTroubled(String disk, Moment now) {
        String address = addressByDisk.get(disk);
        return isTroubledByName(disk, now)
                || isTroubledByName(DeviceName.controller(disk), now)
                || (DeviceName.isNvme(disk) && isTroubledByName(Clue.ControllerTrouble.ANY, now))
                || (address != null && isTroubledByName(address, now));
    }

    private boolean isTroubledByName(String name, Moment now) {
        Moment trouble = troubles.get(name);
        return trouble != null && !now.isBeyond(trouble, TROUBLE_MICROS);
    }

    private static final class Recent<V> extends LinkedHashMap<String, V> {

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST;
        }
    }
}
