package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Systemd;
import org.remapd.daemon.alert.JournalAlerts;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.schedule.ScrubSchedule;
import org.remapd.daemon.schedule.ScrubScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the systemd unit runs: assembles the configured devices, says that it is ready, and watches until it is told to end. The
 * remap devices stay when it ends.
 */
public final class Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** Disks may need that long to appear at boot; after that the boot goes on without them. */
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(30);

    private static final Duration BOOT_PAUSE = Duration.ofMillis(500);

    /** How often missing disks are looked for, and how often the watchdog is told that we live. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final int SCRUBS_AT_ONCE = 4;

    private final Path configurationFile;
    private final Path socket;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    public Daemon(Path configurationFile, Path socket) {
        this.configurationFile = configurationFile;
        this.socket = socket;
    }

    /** Runs until SIGTERM or SIGINT. */
    public void run(Configuration configuration) throws IOException, InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> crash(thread, e));
        Runtime.getRuntime().addShutdownHook(new Thread(this::terminate, "terminate"));
        JournalAlerts alerts = new JournalAlerts(configuration.alerts().journalSeverity());
        Fleet fleet = new Fleet(alerts);
        fleet.configure(configuration);
        awaitDisks(fleet);
        try (ScrubScheduler scheduler =
                        new ScrubScheduler(ZoneId.systemDefault(), SCRUBS_AT_ONCE, new ScheduledScrubs(fleet)::scrub);
                Sensors sensors = Sensors.start(fleet, alerts)) {
            Controller controller = new Controller(fleet, scheduler, sensors, configurationFile, Instant.now());
            scheduler.reconfigure(schedules(configuration));
            ControlServer server = ControlServer.open(socket, controller);
            notify("READY=1\nSTATUS=" + summary(fleet));
            lookForMissing(fleet);
            watch(fleet);
            notify("STOPPING=1");
            server.close();
        } finally {
            fleet.unwatch();
            ended.countDown();
        }
    }

    private static void awaitDisks(Fleet fleet) throws InterruptedException {
        long limit = System.nanoTime() + BOOT_LIMIT.toNanos();
        fleet.assembleMissing();
        while (!fleet.complete() && System.nanoTime() < limit) {
            TimeUnit.MILLISECONDS.sleep(BOOT_PAUSE.toMillis());
            fleet.assembleMissing();
        }
        for (Slot slot : fleet.slots()) {
            if (slot.wanted()) {
                LOG.error("{} is not available: {}; going on without it", slot.name(), slot.reason());
            }
        }
    }

    /** On a thread of its own: a disk that is looked at may hang, and the watchdog must not. */
    private void lookForMissing(Fleet fleet) {
        Thread thread = new Thread(
                () -> {
                    while (!awaitEnd()) {
                        fleet.assembleMissing();
                    }
                },
                "look for disks");
        thread.setDaemon(true);
        thread.start();
    }

    private boolean awaitEnd() {
        try {
            return end.await(ROUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void watch(Fleet fleet) {
        while (!awaitEnd()) {
            notify("WATCHDOG=1\nSTATUS=" + summary(fleet));
            fleet.slots()
                    .forEach(slot -> slot.scrub().filter(DeviceScrub::running).ifPresent(DeviceScrub::noteNowAndThen));
        }
    }

    static Map<String, ScrubSchedule> schedules(Configuration configuration) {
        Map<String, ScrubSchedule> schedules = new TreeMap<>();
        configuration.devices().values().forEach(device -> {
            if (device.scrub().enabled()) {
                schedules.put(device.name(), device.scrub().schedule());
            }
        });
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
        end.countDown();
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
