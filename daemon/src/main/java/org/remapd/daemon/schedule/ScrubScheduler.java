package org.remapd.daemon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Consumer;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the scrub of each device at the times of its schedule.
 *
 * <p>Quartz only gives the sign; scrubs run in a {@link DeviceQueue}, so that a long one delays no sign and a sign during a
 * scrub is dropped, not saved up. What was missed, because the machine was off or asleep, is left for the next time.
 */
public final class ScrubScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScrubScheduler.class);

    private final ZoneId zone;
    private final DeviceQueue queue;
    private final Scheduler quartz;
    private Map<String, ScrubSchedule> schedules = Map.of();

    /**
     * A scheduler with nothing to do yet.
     *
     * @param zone whose clocks the schedules go by
     * @param atOnce how many scrubs may run at the same time; the others wait their turn
     * @param scrub scrubs the device of that name, and returns when that is done; interrupted on close
     */
    public ScrubScheduler(ZoneId zone, int atOnce, Consumer<String> scrub) {
        this.zone = zone;
        this.queue = new DeviceQueue("scrub", atOnce, scrub);
        try {
            this.quartz = new StdSchedulerFactory(properties()).getScheduler();
            quartz.setJobFactory((sign, scheduler) ->
                    context -> due(sign.getJobDetail().getKey().getName()));
            quartz.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler does not start", e);
        }
    }

    private void due(String device) {
        if (!queue.add(device)) {
            LOG.info("{}: a scrub is due, but the one before has not ended", device);
        }
    }

    /** Scrubs a device as soon as it can, whatever its schedule; nothing if that is about to be done, or is done, anyway. */
    public void soon(String device) {
        queue.add(device);
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

    /** Takes these schedules, by device, in place of all before. Scrubs that run or wait are left alone. */
    public synchronized void reconfigure(Map<String, ScrubSchedule> wanted) {
        try {
            for (String device : schedules.keySet()) {
                if (!wanted.containsKey(device)) {
                    quartz.deleteJob(JobKey.jobKey(device));
                }
            }
            for (Map.Entry<String, ScrubSchedule> entry : wanted.entrySet()) {
                if (!entry.getValue().equals(schedules.get(entry.getKey()))) {
                    schedule(entry.getKey(), entry.getValue());
                }
            }
            schedules = new HashMap<>(wanted);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedules are not taken", e);
        }
    }

    private void schedule(String device, ScrubSchedule schedule) throws SchedulerException {
        quartz.deleteJob(JobKey.jobKey(device));
        if (schedule.next(Instant.now(), zone).isEmpty()) {
            return; // Quartz refuses what never comes.
        }
        JobDetail job = JobBuilder.newJob(Job.class).withIdentity(device).build();
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(device)
                .withSchedule(CronScheduleBuilder.cronSchedule(schedule.expression())
                        .inTimeZone(TimeZone.getTimeZone(zone))
                        .withMisfireHandlingInstructionDoNothing())
                .build();
        quartz.scheduleJob(job, Set.of(trigger), true);
    }

    /** When the next scrub of a device is due; nothing if none is. */
    public Optional<Instant> next(String device) {
        try {
            return Optional.ofNullable(quartz.getTrigger(TriggerKey.triggerKey(device)))
                    .map(Trigger::getNextFireTime)
                    .map(Date::toInstant);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule of " + device + " is not known", e);
        }
    }

    /** Starts no more scrubs, interrupts those that run, and waits for them, but a few seconds only. */
    @Override
    public void close() {
        try {
            quartz.shutdown(false);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler does not stop", e);
        } finally {
            queue.close();
        }
    }
}
