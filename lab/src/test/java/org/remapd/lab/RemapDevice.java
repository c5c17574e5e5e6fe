package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A remap device in a guest, as somebody at its command line sees it. Sectors are those of the remap device; on the disk
 * they lie {@value #DATA_START} sectors further on.
 */
final class RemapDevice {

    static final long DATA_START = 2048;

    private static final Duration SETTLES = Duration.ofMinutes(4);

    private final Guest guest;
    private final String name;
    private final int disk;

    private RemapDevice(Guest guest, String name, int disk) {
        this.guest = guest;
        this.name = name;
        this.disk = disk;
    }

    /** {@code remapd create} on disk N of the guest. */
    static RemapDevice create(Guest guest, String name, int disk, String... options) {
        return createOn(guest, name, disk, guest.disk(disk), options);
    }

    /** On something that is made of disk N. */
    static RemapDevice createOn(Guest guest, String name, int disk, String path, String... options) {
        guest.sh("remapd create " + name + " --device " + path + " " + String.join(" ", options), SETTLES);
        return new RemapDevice(guest, name, disk);
    }

    /**
     * Has the daemon try often enough that a sector of {@code flaky:30} is always saved, and never found healthy before; and
     * move it at once.
     */
    static void tryHard(Guest guest) {
        guest.sh(
                "sed -i 's/^#salvage-attempts.*/salvage-attempts = 40/; s/^#policy.*/policy = \"remap\"/' /etc/remapd.conf"
                        + " && systemctl reload remapd",
                SETTLES);
    }

    /** A unit of this device is rewritten where it is before it is moved, whatever is said of the others. */
    void rewriteFirst() {
        guest.sh(
                "printf '\\n[device." + name + ".heal]\\npolicy = \"rewrite\"\\n' >> /etc/remapd.conf"
                        + " && systemctl reload remapd",
                SETTLES);
    }

    String name() {
        return name;
    }

    /** The disk below. */
    String disk() {
        return guest.disk(disk);
    }

    String path() {
        return "/dev/mapper/" + name;
    }

    /** Makes sectors fail, as {@code lab-fault} does: {@code fault("flaky:9", 1000, 1)}. */
    void fault(String kind, long sector, long count) {
        fault(kind, List.of(sector), count);
    }

    /** At each of these so many sectors, all at once. */
    void fault(String kind, Collection<Long> sectors, long count) {
        guest.fault(sectors.stream()
                .map(sector -> (DATA_START + sector) + "+" + count)
                .collect(Collectors.joining(" ", disk + " " + kind + " ", "")));
    }

    /** Writes sectors that tell their own number and {@code text}. */
    void write(long sector, long count, String text) {
        guest.sh(writing(sector, count, text));
    }

    Result tryWrite(long sector, long count, String text) {
        return guest.run(writing(sector, count, text));
    }

    private String writing(long sector, long count, String text) {
        return "for n in $(seq " + sector + " " + (sector + count - 1) + "); do printf '%-512s' \"" + text
                + " $n\"; done"
                + " | dd of=" + path() + " bs=" + 512 * count + " seek=" + sector * 512
                + " oflag=direct,seek_bytes iflag=fullblock count=1 status=none";
    }

    /** What one physical block of sectors holds. */
    String read(long sector, long count) {
        return guest.sh(reading(sector, count)).stripTrailing();
    }

    Result tryRead(long sector, long count) {
        return guest.run(reading(sector, count));
    }

    private String reading(long sector, long count) {
        return "dd if=" + path() + " bs=" + 512 * count + " skip=" + sector * 512
                + " iflag=direct,skip_bytes count=1 status=none";
    }

    Result scrub() {
        return scrub(SETTLES);
    }

    /** One that takes longer. */
    Result scrub(Duration limit) {
        return guest.run("remapd scrub " + name + " --now --wait", limit);
    }

    /** Spares in use, as the target says it. */
    String activeSpares() {
        return guest.sh(Lab.WORDS + "active_spares " + name);
    }

    /** What {@code jq} finds in the device's object of what {@code remapd status --json} prints. */
    String status(String query) {
        Result result = guest.run("set -o pipefail; " + statusOf(query));
        assertThat(result.output()).as("status %s", query).isNotBlank();
        return result.output();
    }

    /** Waits until {@code jq} finds {@code query} true. */
    void awaitStatus(String description, String query) {
        awaitStatus(description, query, SETTLES);
    }

    void awaitStatus(String description, String query, Duration limit) {
        guest.await(description, "[ \"$(" + statusOf(query) + ")\" = true ]", limit);
    }

    /** From the daemon's socket, as the command line gets it: to start Java for each look would slow down what is waited for. */
    private String statusOf(String query) {
        return "echo '{\"command\":\"STATUS\",\"device\":\"" + name + "\"}'"
                + " | socat -t 60 - UNIX-CONNECT:/run/remapd/control.sock | jq -c '.status.devices[0] | " + query + "'";
    }
}
