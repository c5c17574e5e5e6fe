package org.remapd.daemon;

import java.util.LinkedHashMap;
import java.util.Map;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.alert.Matter;

/** What is wrong with a fleet for as long as nobody does anything about it, each told as its alert was. */
final class Conditions {

    private final Map<Matter, Alert> all = new LinkedHashMap<>();

    private Conditions() {}

    static Map<Matter, Alert> of(Fleet fleet) {
        Conditions conditions = new Conditions();
        for (Slot slot : fleet.slots()) {
            slot.device().ifPresentOrElse(device -> conditions.add(device.status()), () -> conditions.addMissing(slot));
        }
        return conditions.all;
    }

    /** Of one device that is watched. */
    static Map<Matter, Alert> of(DeviceStatus status) {
        Conditions conditions = new Conditions();
        conditions.add(status);
        return conditions.all;
    }

    private void addMissing(Slot slot) {
        if (slot.wanted()) {
            add(slot.name(), Alert.Kind.ASSEMBLY_FAILED, "is not available: " + slot.reason());
        }
    }

    private void add(DeviceStatus status) {
        String name = status.name();
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
        }
        status.readOnly()
                .ifPresent(why -> add(name, Alert.Kind.METADATA_READ_ONLY, "records nothing any more: " + why));
        if (status.breaker().isPresent()) {
            add(name, Alert.Kind.BREAKER_OPENED, "is not healed: its breaker is open");
        }
    }

    private void add(String device, Alert.Kind kind, String what) {
        all.put(
                new Matter(device, kind),
                Alert.of(kind, Severity.CRITICAL, device + " " + what).with(Alert.DEVICE, device));
    }
}
