package org.remapd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/** The {@link Breaker} of one device: looks at the disk for it, and says when it opens or closes. One thread. */
final class DeviceBreaker {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final String name;
    private final BlockDevice disk;
    private final Aliveness aliveness;
    private final AlertSink alerts;
    private final Clock clock;

    private Breaker breaker;
    private Instant since;
    private long looked;
    private String lastFailure = "";
    private Optional<IoResult.Failed> notMedia = Optional.empty();

    /**
     * Of a device.
     *
     * @param good places of the disk that were read before
     */
    DeviceBreaker(
            String name,
            BlockDevice disk,
            List<SectorRange> good,
            Breaker.Limits limits,
            AlertSink alerts,
            Clock clock) {
        this.name = name;
        this.disk = disk;
        this.aliveness = new Aliveness(disk, good);
        this.alerts = alerts;
        this.clock = clock;
        this.breaker = Breaker.closed(limits, clock.nanos());
        this.since = clock.now();
    }

    boolean isOpen() {
        return breaker instanceof Breaker.Open;
    }

    Optional<DeviceStatus.OpenBreaker> status() {
        return breaker instanceof Breaker.Open open
                ? Optional.of(new DeviceStatus.OpenBreaker(open.cause(), open.why(), since))
                : Optional.empty();
    }

    /** A request to one of the device's disks failed. */
    void heard(IoResult.Failed failed) {
        lastFailure = failed.detail();
        if (!failed.error().mayBeMedium()) {
            notMedia = Optional.of(failed);
        }
    }

    /** What was heard so far does not count. */
    void listen() {
        notMedia = Optional.empty();
    }

    /** Looks at the disk before more is done than to probe one unit; true if nothing is to be changed. */
    boolean freezes() {
        return isOpen() || !alive(SectorRange.of(disk.sectors(), 1));
    }

    /**
     * What came of heals since {@link #listen}.
     *
     * @param confirmed units that were newly found bad
     * @param newlyStuck units that cannot be healed for another reason, and could be before
     * @param stuck     where one of those is that cannot be healed for another reason
     * @return whether anything of the disk reads: one that is away for a moment is not to be written to
     */
    boolean weigh(int confirmed, int newlyStuck, Optional<SectorRange> stuck) {
        boolean alive = stuck.map(this::alive).orElse(true);
        if (alive) {
            notMedia.ifPresent(failed -> turn(breaker.trouble(newlyStuck, failed.detail(), clock.nanos())));
            turn(breaker.confirmed(confirmed, clock.nanos()));
        }
        return alive;
    }

    /** While it is open: sees, now and then, whether it can be closed. */
    void lookAgain() {
        if (isOpen() && clock.nanos() - looked >= LOOK_AGAIN.toNanos()) {
            boolean alive = alive(SectorRange.of(disk.sectors(), 1));
            looked = clock.nanos();
            if (alive) {
                turn(breaker.looked(true, lastFailure, looked));
            }
        }
    }

    private boolean alive(SectorRange besides) {
        boolean alive = aliveness.besides(besides);
        if (!alive) {
            turn(breaker.looked(false, lastFailure, clock.nanos()));
        }
        return alive;
    }

    void openByHand() {
        turn(breaker.openByHand(clock.nanos()));
    }

    void closeByHand() {
        turn(breaker.closeByHand(clock.nanos()));
    }

    private void turn(Breaker next) {
        Breaker before = breaker;
        breaker = next;
        if (next instanceof Breaker.Open open && before instanceof Breaker.Closed) {
            since = clock.now();
            looked = clock.nanos();
            raise(
                    Alert.Kind.BREAKER_OPENED,
                    open.cause() == Breaker.Cause.BY_HAND ? Severity.NOTICE : Severity.CRITICAL,
                    "the breaker opened, and nothing is moved to a spare for now: " + open.why() + ". "
                            + untilWhen(open));
        } else if (next instanceof Breaker.Closed && before instanceof Breaker.Open open) {
            raise(
                    Alert.Kind.BREAKER_CLOSED,
                    Severity.NOTICE,
                    "the breaker closed, and healing goes on; it was open since " + since + ": " + open.why());
        }
    }

    private String untilWhen(Breaker.Open open) {
        return open.cause() == Breaker.Cause.BY_HAND
                ? "It stays open until: remapd breaker " + name + " --close"
                : "It closes by itself once the disk has answered for "
                        + open.quiet().toSeconds() + " s. Look after its cable, its power and the kernel's log";
    }

    private void raise(Alert.Kind kind, Severity severity, String what) {
        alerts.raise(Alert.of(kind, severity, name + ": " + what)
                .with(Alert.DEVICE, name)
                .with(Alert.DISK, disk.path()));
    }
}
