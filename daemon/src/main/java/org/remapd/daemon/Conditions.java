package org.remapd.daemon;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.alert.Matter;

/** What is wrong with a fleet for as long as nobody does anything about it, each told as its alert was. */
final class Conditions {

    private static final String COPY = "is to be copied while it reads: ";

    private final Map<Matter, Alert> all = new LinkedHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final Instant now;

    private Conditions(Instant now) {
        this.now = now;
    }

    /** @param failing whether the drive of the device with this name predicts its own failure; empty if it has not said so far */
    static Conditions of(Fleet fleet, Function<String, Optional<Boolean>> failing, Instant now) {
        Conditions conditions = new Conditions(now);
        for (Slot slot : fleet.slots()) {
            slot.device()
                    .ifPresentOrElse(
                            device -> conditions.add(device.status(), failing.apply(slot.name())),
                            () -> conditions.addMissing(slot));
        }
        return conditions;
    }

    /** Of one device that is watched. */
    static Conditions of(DeviceStatus status, Optional<Boolean> failing, Instant now) {
        Conditions conditions = new Conditions(now);
        conditions.add(status, failing);
        return conditions;
    }

    Map<Matter, Alert> all() {
        return all;
    }

    /** Whether nobody can tell of a matter whether it is so: of a device that is not watched, or a drive that says nothing. */
    boolean isUnknown(Matter matter) {
        return matter.kind() == Alert.Kind.SMART
                ? silent.contains(matter.device())
                : matter.kind() != Alert.Kind.ASSEMBLY_FAILED && missing.contains(matter.device());
    }

    private void addMissing(Slot slot) {
        if (!slot.stopped()) {
            missing.add(slot.name());
            silent.add(slot.name());
        }
        if (slot.wanted()) {
            add(slot.name(), Alert.Kind.ASSEMBLY_FAILED, "is not available: " + slot.reason());
        }
    }

    private void add(DeviceStatus status, Optional<Boolean> failing) {
        String name = status.name();
        if (failing.isEmpty()) {
            silent.add(name);
        }
        if (!status.openFaults().isEmpty()) {
            boolean lost =
                    status.openFaults().stream().anyMatch(fault -> !fault.lost().isEmpty());
            add(
                    name,
                    lost ? Alert.Kind.DATA_LOST : Alert.Kind.UNHEALED,
                    "has bad units that are not healed, or not without loss: "
                            + status.openFaults().size());
        }
        if (status.freeSpares() == 0) {
            add(name, Alert.Kind.SPARES_LOW, "has no spare left");
        } else {
            runningOut(status, now).ifPresent(this::add);
        }
        if (failing.orElse(false)) {
            add(name, Alert.Kind.SMART, COPY + "the drive predicts its own failure");
        }
        status.readOnly()
                .ifPresent(why -> add(name, Alert.Kind.METADATA_READ_ONLY, "records nothing any more: " + why));
        status.breaker()
                .ifPresent(open -> add(alert(
                        open.cause() == Breaker.Cause.BY_HAND ? Severity.WARNING : Severity.CRITICAL,
                        name,
                        Alert.Kind.BREAKER_OPENED,
                        "is not healed: its breaker is open")));
    }

    /** That its spares last, but not for long: less severe than that none is left, which is to be told at once when it comes. */
    static Optional<Alert> runningOut(DeviceStatus status, Instant now) {
        return LastSigns.runningOut(StatusReports.runway(status, now))
                .filter(why -> status.freeSpares() > 0)
                .map(why -> alert(Severity.WARNING, status.name(), Alert.Kind.SPARES_LOW, COPY + why));
    }

    private static Alert alert(Severity severity, String device, Alert.Kind kind, String what) {
        return Alert.of(kind, severity, device + " " + what).with(Alert.DEVICE, device);
    }

    private void add(String device, Alert.Kind kind, String what) {
        add(alert(Severity.CRITICAL, device, kind, what));
    }

    private void add(Alert alert) {
        all.put(Matter.of(alert), alert);
    }
}
