package org.remapd.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.remapd.agent.port.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the scrub of each device when it is due.
 *
 * <p>When that is, the {@link Rota} says; Quartz only gives the sign. Each scrub has a thread of a {@link DeviceQueue}, so that a long one
 * delays no sign and a sign during a scrub is dropped, not saved up; who of them reads, {@link Turns} say. Any thread.
 */
public final class ScrubScheduler implements AutoCloseable {

    /** What is scrubbed. */
    public interface Devices {

        /** What a device remembers of its scrubs; nothing as long as it is not there. It does not wait for a disk. */
        Optional<ScrubHistory> history(String device);

        /** What a device's disks share with others that would disturb their scrubs, and be disturbed. */
        Set<String> spindles(String device);

        /** Scrubs a device in its turn, or goes on with what was interrupted, and returns when that is done; interrupted on close. */
        void scrub(String device, Turns.Turn turn);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ScrubScheduler.class);

    /** There is one for all devices: at its time who is due is looked up. */
    private static final JobKey SIGN = JobKey.jobKey("sign");

    private final Devices devices;
    private final Clock clock;
    private final Rota rota;
    private final Turns turns;
    private final DeviceQueue queue;
    private final Scheduler quartz;

    /**
     * A scheduler with nothing to do yet.
     *
     * @param zone whose clocks the schedules go by
     * @param atOnce how many scrubs may run at the same time; the others wait their turn
     */
    public ScrubScheduler(ZoneId zone, int atOnce, Clock clock, Devices devices) {
        this.devices = devices;
        this.clock = clock;
        this.rota = new Rota(zone);
        this.turns = new Turns(atOnce, devices::spindles);
        // Those that wait for their turn have a thread, too.
        this.queue = new DeviceQueue("scrub", Integer.MAX_VALUE);
        try {
            this.quartz = new StdSchedulerFactory(properties()).getScheduler();
            quartz.setJobFactory((sign, scheduler) -> context -> beginDue());
            quartz.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler does not start", e);
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        // Quartz keeps all schedulers of a process in one table, by name.
        properties.setProperty("org.quartz.scheduler.instanceName", "scrub-" + UUID.randomUUID());
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.scheduler.threadName", "scrub-schedule");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.threadPool.threadNamePrefix", "scrub-sign");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        return properties;
    }

    /**
     * Takes these schedules, by device, in place of all before. Scrubs that run or wait are left alone.
     *
     * @param wanted nothing for a device whose scrubs begin by hand only: one that is interrupted is gone on with all the same
     */
    public synchronized void reconfigure(Map<String, Optional<ScrubSchedule>> wanted) {
        rota.take(wanted);
        round();
    }

    /**
     * Heeds which devices there are now, and whether the clock was set or the machine slept, of which Quartz knows nothing. To be called
     * every few seconds. It waits for no disk.
     */
    public synchronized void round() {
        rota.look(ClockReading.of(clock), devices::history);
        awaitSign();
    }

    private void beginDue() {
        for (String device : due()) {
            if (!scrub(device)) {
                LOG.info("{}: a scrub is due, but the one before has not ended", device);
            }
        }
    }

    private synchronized List<String> due() {
        ClockReading now = ClockReading.of(clock);
        rota.look(now, devices::history);
        List<String> due = rota.begin(now.wall());
        awaitSign();
        return due;
    }

    /** Has Quartz give the sign when the next scrub is due; at once, if one is. */
    private void awaitSign() {
        try {
            if (quartz.isShutdown()) {
                return;
            }
            quartz.deleteJob(SIGN);
            Optional<Instant> next = rota.next();
            if (next.isPresent()) {
                quartz.scheduleJob(sign(), at(next.get()));
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("the next scrub is not scheduled", e);
        }
    }

    private static JobDetail sign() {
        return JobBuilder.newJob(Job.class).withIdentity(SIGN).build();
    }

    /** Quartz reads the machine's clock, whatever ours is. */
    private Trigger at(Instant time) {
        Instant start = Instant.now().plus(Duration.between(clock.now(), time));
        return TriggerBuilder.newTrigger().startAt(Date.from(start)).build();
    }

    /** False if that is done already. Its place among the others it has from now on, whenever its thread begins. */
    private boolean scrub(String device) {
        Turns.Turn turn = turns.turn(device);
        return queue.add(device, () -> {
            try (turn) {
                devices.scrub(device, turn);
            }
        });
    }

    /** Scrubs a device as soon as it can, whatever its schedule; nothing if that is about to be done, or is done, anyway. */
    public void soon(String device) {
        if (scrub(device)) {
            begun(device);
        }
    }

    /** The turn of a scrub of a device, or of parts of it, that somebody begins on a thread of his own. */
    public Turns.Turn turn(String device) {
        return turns.turn(device);
    }

    /** Somebody has begun a scrub of all of a device, and what was due so far is done by that. */
    public synchronized void begun(String device) {
        rota.begun(device, clock.now());
    }

    /** When the next scrub of a device is due; nothing if none is, or if the device is not there. */
    public synchronized Optional<Instant> next(String device) {
        return rota.next(device);
    }

    /** Begins no more scrubs, interrupts those that run, and waits for them, but a few seconds only. */
    @Override
    public void close() {
        try {
            shutDown();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler does not stop", e);
        } finally {
            turns.close();
            queue.close();
        }
    }

    private synchronized void shutDown() throws SchedulerException {
        quartz.shutdown(false);
    }
}
