package org.remapd.agent.fault;

import java.time.Duration;

/**
 * Whether anything of a device may be healed (invariant I6). A cable, a controller or a disk that goes away looks like very many bad
 * sectors; while the breaker is open nothing is moved. It opens
 *
 * <ul>
 *   <li>when the device was not alive at a probe;
 *   <li>when {@value #TROUBLES} units within the window met errors that are not the medium's (transport, gone, reservation, timeout), though
 *       the device reads elsewhere;
 *   <li>when more units than {@link Limits#faults} were found bad within the window;
 *   <li>by hand.
 * </ul>
 *
 * <p>It closes by itself when the device has been alive at {@value #LOOKS} looks in a row and for a quiet time: half a minute, and
 * twice as long each time that it opens again within an hour; after too many faults, the window. Opened by hand, it is closed by hand only.
 *
 * <p>A value, which each event turns into the next. Times are nanoseconds that only grow.
 */
public sealed interface Breaker {

    /** Units in trouble of another kind, within the window. */
    int TROUBLES = 5;

    /** Looks in a row at which the device must be alive. */
    int LOOKS = 3;

    Duration QUIET = Duration.ofSeconds(30);
    Duration LONGEST_QUIET = Duration.ofHours(1);

    /** Why it is open. */
    enum Cause {
        NOT_ALIVE("not-alive"),
        NOT_MEDIA("not-media"),
        RATE("rate"),
        BY_HAND("by-hand");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * When it opens.
     *
     * @param faults units newly found bad within the window that are no storm yet. Generous: one scratch is several hundred, and what
     *     is not the medium's fault is mostly told by its kind
     */
    record Limits(int faults, Duration window) {

        public static final Limits DEFAULT = new Limits(2000, Duration.ofMinutes(10));
    }

    /**
     * Healing goes on.
     *
     * @param quietBefore the quiet time of the last opening, zero if there was none
     */
    record Closed(Limits limits, RateWindow faults, RateWindow troubles, Duration quietBefore, long since)
            implements Breaker {

        @Override
        public Breaker confirmed(int units, long now) {
            RateWindow more = faults.add(units, now);
            return more.count(now) > limits.faults
                    ? open(
                            Cause.RATE,
                            more.count(now) + " units were found bad within " + limits.window.toSeconds()
                                    + " s, more than the " + limits.faults + " that are let pass",
                            now)
                    : new Closed(limits, more, troubles, quietBefore, since);
        }

        @Override
        public Breaker trouble(int units, String why, long now) {
            RateWindow more = troubles.add(units, now);
            return more.count(now) >= TROUBLES
                    ? open(Cause.NOT_MEDIA, "errors again and again that are not those of a bad sector: " + why, now)
                    : new Closed(limits, faults, more, quietBefore, since);
        }

        @Override
        public Breaker looked(boolean alive, String why, long now) {
            return alive ? this : open(Cause.NOT_ALIVE, "no place of the disk can be read: " + why, now);
        }

        @Override
        public Breaker openByHand(long now) {
            return open(Cause.BY_HAND, "opened by hand", now);
        }

        @Override
        public Breaker closeByHand(long now) {
            return this;
        }

        private Breaker open(Cause cause, String why, long now) {
            return new Open(limits, cause, why, quiet(cause, now), 0, now);
        }

        /** A disk that comes and goes is left alone for longer each time; one with very many bad sectors is not. */
        private Duration quiet(Cause cause, long now) {
            if (cause == Cause.RATE) {
                return limits.window;
            }
            Duration twice = quietBefore.multipliedBy(2);
            boolean again = !quietBefore.isZero() && now - since <= LONGEST_QUIET.toNanos();
            Duration longer = twice.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : twice;
            return again ? longer : QUIET;
        }
    }

    /**
     * Nothing is moved.
     *
     * @param why        for people
     * @param quiet      how long the device must be alive
     * @param looks      how often in a row it was
     * @param aliveSince since when, if it was at the last look
     */
    record Open(Limits limits, Cause cause, String why, Duration quiet, int looks, long aliveSince) implements Breaker {

        @Override
        public Breaker confirmed(int units, long now) {
            return this;
        }

        @Override
        public Breaker trouble(int units, String more, long now) {
            return with(0, now);
        }

        @Override
        public Breaker looked(boolean alive, String more, long now) {
            if (!alive || cause == Cause.BY_HAND) {
                return with(0, now);
            }
            Open seen = with(looks + 1, looks == 0 ? now : aliveSince);
            boolean quietEnough = seen.looks >= LOOKS && now - seen.aliveSince >= quiet.toNanos();
            return quietEnough ? fresh(limits, cause == Cause.RATE ? Duration.ZERO : quiet, now) : seen;
        }

        private Open with(int newLooks, long newAliveSince) {
            return new Open(limits, cause, why, quiet, newLooks, newAliveSince);
        }

        @Override
        public Breaker openByHand(long now) {
            return new Open(
                    limits, Cause.BY_HAND, cause == Cause.BY_HAND ? why : "opened by hand, when " + why, quiet, 0, now);
        }

        @Override
        public Breaker closeByHand(long now) {
            return fresh(limits, Duration.ZERO, now);
        }
    }

    /** As it is when a device begins to be watched. */
    static Breaker closed(Limits limits, long now) {
        return fresh(limits, Duration.ZERO, now);
    }

    private static Breaker fresh(Limits limits, Duration quietBefore, long now) {
        RateWindow none = RateWindow.of(limits.window);
        return new Closed(limits, none, none, quietBefore, now);
    }

    /** So many units were newly found bad, by our own reads or by writes that failed. */
    Breaker confirmed(int units, long now);

    /** So many units newly met errors that are not the medium's. */
    Breaker trouble(int units, String why, long now);

    /** Whether the device read anything. */
    Breaker looked(boolean alive, String why, long now);

    Breaker openByHand(long now);

    Breaker closeByHand(long now);
}
