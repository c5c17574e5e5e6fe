package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.remapd.agent.owner.Printable;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.HangUp;
import org.remapd.agent.sys.Libc;
import org.remapd.agent.sys.Systemd;
import org.remapd.daemon.alert.AlertDesk;
import org.remapd.daemon.alert.JournalAlerts;
import org.remapd.daemon.alert.Outbox;
import org.remapd.daemon.config.AlertSettings;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.ScrubSettings;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.schedule.ScrubSchedule;
import org.remapd.daemon.schedule.ScrubScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the systemd unit runs: assembles the configured devices, says that it is ready, and watches until it is told to end. The
 * remap devices stay when it ends.
 *
 * <p>All local file systems wait for it to be ready at boot, so it waits only for what can be expected: for disks that udev is
 * still bringing up, and for those that it has begun to read. A device whose disk is not there, or fails, is reported, and the
 * boot goes on. If the disk comes later it is assembled then; what is to be mounted from it waits for that by itself.
 */
public final class Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** A boot is not held up for longer, even if udev is still at work or a disk does not answer. */
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(30);

    private static final Duration BOOT_PAUSE = Duration.ofMillis(500);

    /** Is there as long as udev has events to process (see udevadm-settle(8)). */
    private static final Path UDEV_AT_WORK = Path.of("/run/udev/queue");

    /** How often the watchdog is told that we live, and whether a disk has come. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    /** How often missing disks are looked for if none has come: one that fails is not to fill the kernel's log. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** A disk may take minutes for one read; a device that does not move for longer does not because of a bug. */
    private static final Duration STILL = Duration.ofMinutes(15);

    private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");

    private static final int SCRUBS_AT_ONCE = 4;

    private final Path configurationFile;
    private final Path socket;
    private final Wishes wishes = new Wishes();
    private final RunwayWatch runways = new RunwayWatch();
    private final CountDownLatch ended = new CountDownLatch(1);

    public Daemon(Path configurationFile, Path socket) {
        this.configurationFile = configurationFile;
        this.socket = socket;
    }

    /** Runs until SIGTERM or SIGINT; upon SIGHUP with what the configuration says by then, if there is nothing wrong with it. */
    public void run(Configuration configuration) throws IOException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> crash(thread, e));
        Runtime.getRuntime().addShutdownHook(new Thread(this::terminate, "terminate"));
        HangUp.then(this::hungUp);
        serveIo();
        try {
            AlertDesk alerts = desk(configuration.alerts());
            try (NoticeMemory notices =
                    new NoticeMemory(new NoticeFile(NoticeFile.STANDARD), alerts::told, alerts::goOnFrom)) {
                notices.start();
                Optional<Configuration> next = runAndTell(configuration, alerts);
                while (next.isPresent()) {
                    AlertSettings settings = next.get().alerts();
                    alerts = alerts.under(settings, journal(settings));
                    next = runAndTell(next.get(), alerts);
                }
            }
        } finally {
            ended.countDown();
        }
    }

    /** Unless it goes on, what has come last is told at once. */
    private Optional<Configuration> runAndTell(Configuration configuration, AlertDesk alerts) throws IOException {
        Optional<Configuration> next = Optional.empty();
        try {
            next = run(configuration, alerts);
            return next;
        } finally {
            if (next.isEmpty()) {
                alerts.leave();
            }
        }
    }

    private static AlertDesk desk(AlertSettings settings) {
        return new AlertDesk(settings, journal(settings), new Outbox(Outbox.STANDARD), Clock.SYSTEM);
    }

    private static AlertSink journal(AlertSettings settings) {
        return new JournalAlerts(settings.journalSeverity());
    }

    private void hungUp() {
        try {
            wishes.goOnWith(configuration(configurationFile));
        } catch (BadConfigurationException e) {
            LOG.error("the configuration stays as it was: {}", e.getMessage());
        }
    }

    /** With one configuration; returns the next. All but the devices themselves, and what people were told, is made anew, as by a restart. */
    private Optional<Configuration> run(Configuration configuration, AlertDesk alerts) throws IOException {
        SurfaceMemory surfaces = new SurfaceMemory(SurfaceFile.DIRECTORY, Clock.SYSTEM);
        Fleet fleet = new Fleet(socket.resolveSibling("."), surfaces, alerts);
        fleet.configure(configuration);
        awaitDisks(fleet);
        tellMissing(fleet);
        try (ScrubScheduler scheduler = new ScrubScheduler(
                        ZoneId.systemDefault(), SCRUBS_AT_ONCE, Clock.SYSTEM, new ScheduledScrubs(fleet));
                Sensors sensors = Sensors.start(fleet, position(), memory(), alerts, scheduler::soon)) {
            surfaces.start();
            Controller controller = new Controller(
                    fleet, scheduler, sensors, alerts, configurationFile, wishes::goOnWith, Instant.now());
            scheduler.reconfigure(schedules(configuration));
            ControlServer server = ControlServer.open(socket, controller);
            lockMemory();
            notify("READY=1\nSTATUS=" + summary(fleet));
            watch(fleet, scheduler, sensors, alerts);
            Optional<Configuration> next = wishes.take();
            notify(next.isPresent() ? "RELOADING=1" : "STOPPING=1");
            server.close();
            return next;
        } finally {
            fleet.leave();
            // Not before: what the scrubs have read until now is to be kept, too.
            surfaces.close();
        }
    }

    /** Before any thread is started that works on a disk: it holds for those that come after. */
    private static void serveIo() {
        try {
            Libc.serveIo();
        } catch (ErrnoException e) {
            LOG.warn("when memory is short the daemon may wait for the very device that it heals: {}", e.getMessage());
        }
    }

    /**
     * A page that was dropped would have to be read again, and that read could wait for us. Not all is read in that might be needed some
     * day: that would be Java's whole library.
     */
    private static void lockMemory() {
        // What was needed to begin, and is not any more, is not to stay for good.
        System.gc();
        try {
            Libc.lockMemory();
        } catch (ErrnoException e) {
            LOG.warn(
                    "the daemon's memory is not locked, and may have to be read when it is needed: {}", e.getMessage());
        }
    }

    /** Beside the socket. */
    private PositionFile position() {
        return new PositionFile(socket.resolveSibling("kernel-log"));
    }

    private static DriveMemory memory() {
        return new DriveMemory(new DriveMemoryFile(DriveMemoryFile.STANDARD), Clock.SYSTEM);
    }

    private void awaitDisks(Fleet fleet) {
        long limit = System.nanoTime() + BOOT_LIMIT.toNanos();
        boolean more;
        do {
            // Asked first: the look that follows sees all that udev has finished.
            more = Files.exists(UDEV_AT_WORK) && System.nanoTime() < limit;
            fleet.look();
            fleet.awaitLooks(limit);
        } while (more && !fleet.complete() && !wishes.await(BOOT_PAUSE));
    }

    /** Also on stderr, and so, by the unit, on the console: who sits in front of a boot that lacks a disk is to know why. */
    private static void tellMissing(Fleet fleet) {
        for (Slot slot : fleet.slots()) {
            if (slot.wanted()) {
                slot.tellMissing();
                System.err.println(missing(slot.name(), slot.reason()));
            }
        }
    }

    /** On one line, which says nothing else to a console: the reason may hold what stands on a disk. */
    static String missing(String device, String reason) {
        return "<3>"
                + Printable.line(device + " is not available: " + reason
                        + ". The boot goes on without it; if its disk comes back it is assembled by itself."
                        + " See: remapd status " + device + "; journalctl -b -k (the kernel on its disk)");
    }

    private void watch(Fleet fleet, ScrubScheduler scheduler, Sensors sensors, AlertDesk alerts) {
        Set<String> seen = blockDevices();
        long looked = System.nanoTime();
        while (!wishes.await(ROUND)) {
            Set<String> now = blockDevices();
            if (!now.equals(seen) || System.nanoTime() - looked > LOOK_AGAIN.toNanos()) {
                seen = now;
                looked = System.nanoTime();
                fleet.look();
            }
            fleet.tellNews();
            Instant time = Instant.now();
            fleet.devices().forEach(device -> runways.look(device.status(), time, alerts));
            Conditions conditions = Conditions.of(fleet, sensors::predictsFailure, time);
            alerts.round(conditions.all(), conditions::isUnknown);
            scheduler.round();
            tellWatchdog(fleet);
        }
    }

    /** It is left without word if a device does not move: then the service manager starts us again. */
    private static void tellWatchdog(Fleet fleet) {
        List<String> still = fleet.still(STILL);
        if (still.isEmpty()) {
            notify("WATCHDOG=1\nSTATUS=" + summary(fleet));
        } else {
            LOG.error(
                    "nothing has come of {} for {} minutes: a bug; the service manager starts remapd again",
                    String.join(", ", still),
                    STILL.toMinutes());
        }
    }

    /** The names of all, each with a number that no two disks share, not even the same one before and after it was away. */
    private static Set<String> blockDevices() {
        Set<String> devices = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(BLOCK_DEVICES)) {
            for (Path entry : entries) {
                Path number = entry.resolve("diskseq");
                devices.add(entry.getFileName() + (Files.exists(number) ? Files.readString(number) : ""));
            }
        } catch (IOException e) {
            LOG.debug("{} changes just now", BLOCK_DEVICES, e);
        }
        return devices;
    }

    static Map<String, Optional<ScrubSchedule>> schedules(Configuration configuration) {
        Map<String, Optional<ScrubSchedule>> schedules = new TreeMap<>();
        configuration
                .devices()
                .values()
                .forEach(device -> schedules.put(
                        device.name(),
                        Optional.of(device.scrub())
                                .filter(ScrubSettings::enabled)
                                .map(ScrubSettings::schedule)));
        return schedules;
    }

    private static String summary(Fleet fleet) {
        long watched =
                fleet.slots().stream().filter(slot -> slot.device().isPresent()).count();
        long open = fleet.slots().stream()
                .flatMap(slot -> slot.device().stream())
                .mapToLong(device -> device.status().openFaults().size())
                .sum();
        return "watching " + watched + " of " + fleet.slots().size() + " devices, " + open + " open faults";
    }

    private static void notify(String state) {
        try {
            Systemd.notify(state);
        } catch (ErrnoException e) {
            LOG.warn("the service manager was not told {}: {}", state, e.getMessage());
        }
    }

    private void terminate() {
        wishes.end();
        try {
            if (!ended.await(BOOT_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("something still hangs; ending all the same");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A bug: better a fresh start, from what is recorded, than going on with a thread missing. */
    private static void crash(Thread thread, Throwable e) {
        LOG.error("bug in thread {}; the service manager starts remapd again", thread.getName(), e);
        Runtime.getRuntime().halt(70);
    }

    /** Reads the configuration or tells what is wrong with it; a missing file is an empty one. */
    public static Configuration configuration(Path file) throws BadConfigurationException {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file);
        if (outcome instanceof ConfigurationFile.Valid valid) {
            return valid.configuration();
        }
        if (outcome instanceof ConfigurationFile.Missing) {
            return Configuration.DEFAULT;
        }
        throw new BadConfigurationException(file, outcome);
    }
}
