package org.remapd.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.CommandTimeout;
import org.remapd.agent.device.RuntimePower;
import org.remapd.agent.device.Topology;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.sensor.smart.DriveStory;
import org.remapd.agent.sensor.smart.SelfTestStart;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartReport;
import org.remapd.agent.sensor.smart.SmartSensor;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;
import org.remapd.agent.sensor.smart.Smartctl;
import org.remapd.agent.stack.Place;
import org.remapd.daemon.config.SmartSettings;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.schedule.DeviceQueue;

/**
 * Asks each device's drive at its interval: places that it names become observations, what got worse is told, and looked for if
 * nobody says where it is. A few drives are asked at a time, each by one thread at most, so that one that hangs holds up no other.
 */
final class SmartWatch implements AutoCloseable {

    /** A drive that has not answered by then does not. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Also for memory's sake: a report may be a megabyte. */
    private static final int AT_ONCE = 4;

    /** Of a drive's time, what asking it may take: for one that hangs the others' places are not to be taken for long. */
    private static final int REST = 9;

    private static final String NOBODY_SAYS_WHERE = "no log of the drive says where that is; ";

    /**
     * What is known of a device's drive.
     *
     * @param due when it is asked again, by {@link System#nanoTime}
     * @param reported when it told what is in the story
     */
    private record Known(DriveStory story, long due, Instant reported) {}

    private final Fleet fleet;
    private final DriveMemory memory;
    private final AlertSink alerts;
    private final Consumer<String> scan;
    private final Map<String, Smartctl> programs = new ConcurrentHashMap<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** Devices to be scanned for a place that went bad, nobody knows where, and since when it may be. */
    private final Map<String, Instant> toScan = new ConcurrentHashMap<>();

    private final DeviceQueue queue = new DeviceQueue("smart", AT_ONCE);

    /**
     * Asks nobody yet.
     *
     * @param memory what drives said before
     * @param scan   has a device scrubbed soon
     */
    SmartWatch(Fleet fleet, DriveMemory memory, AlertSink alerts, Consumer<String> scan) {
        this.fleet = fleet;
        this.memory = memory;
        this.alerts = alerts;
        this.scan = scan;
    }

    /** Has the drives asked whose time has come. */
    void round() {
        boolean asks = memory.ready();
        for (Slot slot : fleet.slots()) {
            if (asks && slot.settings().smart().enabled() && slot.topology().isPresent() && isDue(slot.name())) {
                queue.add(slot.name(), () -> look(slot.name()));
            }
            scanIfNobodyDoes(slot);
        }
        known.keySet().removeIf(name -> fleet.slot(name).isEmpty());
    }

    @Override
    public void close() {
        queue.close();
    }

    /** What a drive said last. */
    Optional<StatusReport.Smart> said(String device) {
        return Optional.ofNullable(known.get(device))
                .map(last -> SmartReports.of(last.story, last.reported, history(last.story)));
    }

    private SmartHistory history(DriveStory story) {
        return story.last().map(SmartReport::drive).map(memory::history).orElse(SmartHistory.NONE);
    }

    private boolean isDue(String device) {
        Known last = known.get(device);
        return last == null || System.nanoTime() - last.due >= 0;
    }

    private void look(String name) {
        Optional<Slot> slot = fleet.slot(name);
        Optional<WatchedDevice> device = slot.flatMap(Slot::device);
        Optional<Topology> topology = slot.flatMap(Slot::topology);
        if (slot.isPresent() && device.isPresent() && topology.isPresent()) {
            look(device.get(), topology.get(), slot.get().settings().smart());
        }
    }

    private void look(WatchedDevice device, Topology topology, SmartSettings settings) {
        long begun = System.nanoTime();
        Instant now = Instant.now();
        String disk = topology.wholeDisk();
        SmartSensor sensor = new SmartSensor(
                programs.computeIfAbsent(settings.command(), program -> new Smartctl(program, PATIENCE)));
        SmartReading reading = RuntimePower.isSuspended(disk) ? new SmartReading.Asleep() : sensor.ask(node(disk));
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        Known before = known.getOrDefault(device.name(), new Known(DriveStory.UNHEARD, begun, now));
        DriveStory.News news =
                memory.hear(before.story, reading, mismatch(disk, reading), knownBad(device.status(), before.reported));
        tell(device, topology, news);
        if (news.asksForScan()) {
            lookFor(device, sensor, disk, settings.onRise(), before.reported);
        }
        Instant reported = reading instanceof SmartReading.Report ? now : before.reported;
        long rest = Math.max(settings.interval().toNanos(), REST * (System.nanoTime() - begun));
        known.put(device.name(), new Known(news.story(), System.nanoTime() + rest, reported));
    }

    private static Path node(String disk) {
        return Path.of("/dev", disk);
    }

    private void tell(WatchedDevice device, Topology topology, DriveStory.News news) {
        news.told().forEach(told -> raise(device, told.severity(), told.words()));
        news.places()
                .forEach(place -> topology.translate(List.of(new Place(topology.wholeDisk(), place.where())))
                        .forEach(ours -> device.offer(new Observation.SmartListed(
                                ours, place.source().words(), place.source().trust()))));
    }

    /** A drive that does not say how long it tries is not warned about. */
    private static Optional<String> mismatch(String disk, SmartReading reading) {
        return reading instanceof SmartReading.Report report
                ? Optional.ofNullable(report.report().errorRecovery())
                        .flatMap(
                                recovery -> CommandTimeout.of(disk).flatMap(timeout -> recovery.warning(disk, timeout)))
                : Optional.empty();
    }

    private static KnownBad knownBad(DeviceStatus status, Instant since) {
        long sectors = status.faults().stream()
                .filter(fault ->
                        fault.state() != Fate.HEALTHY_NOW && fault.since().isAfter(since))
                .map(Fault::onDisk)
                .mapToLong(where -> where.count())
                .sum();
        return new KnownBad(sectors, sectors > 0 || !status.openFaults().isEmpty());
    }

    /** Has a bad place looked for of which only that there is one is known. */
    private void lookFor(
            WatchedDevice device, SmartSensor sensor, String disk, SmartSettings.OnRise onRise, Instant since) {
        boolean scans = switch (onRise) {
            case SCAN -> true;
            case SELF_TEST -> !testsItself(device, sensor.startSelfTest(node(disk)));
            case NOTHING -> false;
        };
        if (scans) {
            toScan.putIfAbsent(device.name(), since);
        }
    }

    private boolean testsItself(WatchedDevice device, SelfTestStart start) {
        if (start instanceof SelfTestStart.Refused refused) {
            raise(device, Severity.WARNING, "the drive's long self-test cannot be started: " + refused.why());
            return false;
        }
        String begins = start instanceof SelfTestStart.Begun ? "has begun" : "is under way";
        raise(device, Severity.NOTICE, NOBODY_SAYS_WHERE + "its long self-test " + begins + ", and looks for it");
        return true;
    }

    /** A scrub of all of the disk that runs, or ended since, has looked there; the end of one of a part is waited for. */
    private void scanIfNobodyDoes(Slot slot) {
        Instant since = toScan.get(slot.name());
        Optional<WatchedDevice> device = slot.device();
        if (since == null || device.isEmpty()) {
            return;
        }
        boolean looks = slot.wholeScrub().isPresent() || hasEnded(device.get(), since);
        if (!looks && !slot.scrubs().isEmpty()) {
            return;
        }
        toScan.remove(slot.name());
        if (!looks) {
            raise(device.get(), Severity.NOTICE, NOBODY_SAYS_WHERE + "a scrub looks for it");
            scan.accept(slot.name());
        }
    }

    private static boolean hasEnded(WatchedDevice device, Instant since) {
        return device.status()
                .scrub()
                .last()
                .filter(scrub -> scrub.ended().isAfter(since))
                .isPresent();
    }

    private void raise(WatchedDevice device, Severity severity, String what) {
        alerts.raise(Alert.of(Alert.Kind.SMART, severity, device.name() + ": SMART: " + what)
                .with(Alert.DEVICE, device.name())
                .with(Alert.DISK, device.status().disk()));
    }
}
