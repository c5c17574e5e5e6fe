package org.remapd.agent.sensor.kernellog;

import java.util.Set;

/** What the kernel's name of a block device tells of it. */
final class DeviceName {

    private static final Set<String> STACKED =
            Set.of("dm-", "md", "md_d", "loop", "zram", "ram", "zd", "bcache", "drbd", "mpath");
    private static final Set<String> NOT_DISKS = Set.of("sr", "scd", "fd", "st");
    private static final Set<String> ATA = Set.of("sd", "hd", "sr");

    private DeviceName() {}

    /** Whether its errors are those of a device below, told once more. */
    static boolean isStacked(String name) {
        return STACKED.contains(stem(name));
    }

    /** Whether it has a medium that could be cared for. */
    static boolean isDisk(String name) {
        return !NOT_DISKS.contains(stem(name));
    }

    /** Whether libata may drive it. */
    static boolean mayBeAta(String name) {
        return ATA.contains(stem(name)) || name.startsWith("sd");
    }

    static boolean isNvme(String name) {
        return name.startsWith("nvme");
    }

    /** {@code nvme0} of {@code nvme0n1} and of the path {@code nvme0c0n1}; another name itself. */
    static String controller(String name) {
        if (!isNvme(name)) {
            return name;
        }
        Cursor c = new Cursor(name);
        c.skip("nvme");
        c.decimal();
        return c.since(0);
    }

    /** {@code nvme0n1} also of the path {@code nvme0c0n1} to it; another name itself. */
    static String namespace(String name) {
        String controller = controller(name);
        Cursor c = new Cursor(name);
        boolean path = isNvme(name) && c.skip(controller) && c.skip('c') && c.decimal() >= 0 && c.peek() == 'n';
        return path ? controller + c.rest() : name;
    }

    /** The name without the number behind it. */
    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
