package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides how fast a scrub may read: as fast as the disk allows, and never in the way. The goal is that the 99th percentile of the time that
 * others' requests take is at most a tenth more than without the scrub.
 *
 * <ul>
 *   <li>Outside its windows, on battery, beside a resync, with a hot drive, or before a disk that sleeps, it stands still.
 *   <li>A disk in use is left to its users but for a {@link Trickle}; when it has been quiet for a while the scrub comes back, see {@link
 *       Foreground}.
 *   <li>With a period, an idle disk is read at no more than what the {@link Plan} needs. Who is behind it makes up for it on an idle disk, and if far
 *       behind goes on at what is needed also on one in use, with {@link Restraint}. Without a period that is so for a scrub that would
 *       take more than {@value #LONGEST_DAYS} days: a disk that is never idle is scrubbed, too.
 *   <li>For a while after a fault was found the period does not count, and a disk in use gives a quarter of its speed, with restraint.
 *   <li>The cap holds always.
 * </ul>
 *
 * <p>The kernel's pressure stall information ({@code /proc/pressure/io}, Documentation/accounting/psi.rst) is left out on purpose. It tells of
 * tasks that wait for I/O: the scrub's own threads do nothing else, so it would hold itself up; and it is about all disks together. What
 * others wait for on this disk is in the disk's own statistics.
 *
 * <p>To be used by one thread.
 */
public final class Governor {

    private static final int LONGEST_DAYS = 30;
    private static final Duration LONGEST = Duration.ofDays(LONGEST_DAYS);

    /** Of what the disk gives, when a fault was found and the disk is in use. */
    private static final double ALARMED = 1.0 / 4;

    private final Limits limits;
    private final Halts halts;
    private @Nullable Senses senses;
    private Speed last = Speed.still(Why.IN_USE);

    /** What it remembers of the samples. */
    private record Senses(Foreground foreground, Trickle trickle, Restraint restraint, Alarm alarm) {

        static Senses from(long nanos, Progress progress) {
            return new Senses(new Foreground(nanos), new Trickle(nanos), new Restraint(nanos), new Alarm(progress));
        }

        void saw(Sample sample, Progress progress, Speed speed) {
            boolean competed = speed.bytesPerSecond() > 2 * trickle.speed();
            foreground.saw(sample.load(), sample.nanos());
            trickle.saw(sample.load(), progress.bytesDone(), speed.isUnlimited(), sample.nanos());
            restraint.saw(sample.load(), competed, sample.nanos());
            alarm.saw(progress, sample.nanos());
        }
    }

    public Governor(Limits limits) {
        this.limits = limits;
        this.halts = new Halts(limits);
    }

    /** To be asked about every 100 ms; what it says holds until it is asked again. */
    public Speed now(Sample sample, Progress progress) {
        if (senses == null) {
            senses = Senses.from(sample.nanos(), progress);
        }
        senses.saw(sample, progress, last);
        Senses now = senses;
        last = halts.now(sample, progress)
                .map(Speed::still)
                .orElseGet(() -> reading(now, sample, progress).cappedAt(limits.maxBytesPerSecond()));
        return last;
    }

    private Speed reading(Senses now, Sample sample, Progress progress) {
        Plan plan = Plan.of(limits.period().orElse(LONGEST), limits.windows(), progress, sample.local());
        return now.foreground().inUse(sample.nanos()) ? inUse(now, plan) : idle(now, plan, sample.nanos());
    }

    private static Speed inUse(Senses now, Plan plan) {
        double trickle = now.trickle().speed();
        double restraint = now.restraint().share();
        if (now.alarm().on()) {
            return speed(Math.max(trickle, restraint * ALARMED * now.trickle().full()), Why.FAULT_FOUND);
        } else if (plan.missed() && restraint * plan.needed() > trickle) {
            return speed(restraint * plan.needed(), Why.BEHIND);
        }
        return speed(trickle, Why.IN_USE);
    }

    private Speed idle(Senses now, Plan plan, long nanos) {
        long bearable = now.foreground().bearable(nanos);
        boolean spread =
                limits.period().isPresent() && plan.kept() && !now.alarm().on();
        if (spread && plan.needed() < bearable) {
            return speed(plan.needed(), Why.PERIOD);
        } else if (bearable < Speed.UNLIMITED) {
            return new Speed(bearable, Why.IN_USE);
        }
        return new Speed(bearable, now.alarm().on() ? Why.FAULT_FOUND : Why.FULL_SPEED);
    }

    /** Never nothing, which would be to stand still. */
    private static Speed speed(double bytesPerSecond, Why why) {
        return new Speed(Math.max(1, (long) bytesPerSecond), why);
    }
}
