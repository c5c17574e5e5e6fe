package org.remapd.agent;

import java.util.stream.Collectors;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.Repeaters;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.heal.HealState;

/** The alert that tells how a fault ended. */
final class FaultAlert {

    private FaultAlert() {}

    /**
     * The alert.
     *
     * @param wasLost whether sectors of the unit had been lost before
     */
    static Alert of(String device, String disk, Fault fault, HealState.Closed end, boolean wasLost) {
        String place = place(device, disk, fault);
        return about(alert(place, fault, end, wasLost), device, disk, fault);
    }

    /** The alert that tells that all of a unit's lost sectors have been overwritten. */
    static Alert overwritten(String device, String disk, Fault fault) {
        String place = place(device, disk, fault);
        return about(
                Alert.of(
                        Alert.Kind.OVERWRITTEN,
                        Severity.NOTICE,
                        place + " had lost sectors, which have been overwritten"),
                device,
                disk,
                fault);
    }

    /** The alert that tells that a unit is said to be bad again and again, and reads. */
    static Alert suspectedAgain(String device, String disk, Fault fault, int occasions) {
        String place = place(device, disk, fault);
        return about(
                Alert.of(
                        Alert.Kind.SUSPECTED_AGAIN,
                        Severity.WARNING,
                        place + " was said to be bad on " + occasions + " occasions within "
                                + Repeaters.SPAN.toDays() + " days, and reads each time: it is read harder for a"
                                + " while, and nothing is moved unless that fails"),
                device,
                disk,
                fault);
    }

    private static String place(String device, String disk, Fault fault) {
        return device + ": sector " + fault.unit() + " (" + disk + " sector "
                + fault.onDisk().first() + ")";
    }

    private static Alert about(Alert alert, String device, String disk, Fault fault) {
        return alert.with(Alert.DEVICE, device)
                .with(Alert.DISK, disk)
                .with(Alert.SECTOR, fault.unit().toString())
                .with(Alert.DISK_SECTOR, fault.onDisk().first().toString())
                .with(Alert.FATE, fault.state().label())
                .with(Alert.CAUSE, fault.cause().words());
    }

    private static Alert alert(String place, Fault fault, HealState.Closed end, boolean wasLost) {
        if (end instanceof HealState.Healthy && wasLost) {
            return Alert.of(Alert.Kind.READABLE_AGAIN, Severity.NOTICE, place + " was lost and can be read again");
        }
        if (end instanceof HealState.Healthy) {
            return Alert.of(Alert.Kind.HEALTHY_NOW, Severity.INFO, place + " reads now; nothing was changed");
        }
        if (end instanceof HealState.BroughtBack) {
            return Alert.of(
                    Alert.Kind.HEALED_IN_PLACE,
                    Severity.NOTICE,
                    place + " was brought back from its spare by hand, and reads");
        }
        if (end instanceof HealState.Remapped remapped) {
            String why = fault.cause().equals(ByHand.CAUSE) ? " was moved by hand" : " was failing";
            return Alert.of(
                    Alert.Kind.REMAPPED,
                    Severity.NOTICE,
                    place + why + ": all of its data is saved and served from spare " + remapped.spare());
        }
        if (end instanceof HealState.HealedInPlace) {
            return Alert.of(
                    Alert.Kind.HEALED_IN_PLACE,
                    Severity.NOTICE,
                    place + " was failing: all of its data is saved, and it reads since it was rewritten");
        }
        if (!end.lost().isEmpty()) {
            String sectors =
                    fault.lost().in(fault.unit()).stream().map(Object::toString).collect(Collectors.joining(" "));
            return Alert.of(
                            Alert.Kind.DATA_LOST,
                            Severity.CRITICAL,
                            place + " cannot be read; until they are overwritten these read as errors: " + sectors)
                    .with(Alert.LOST_SECTORS, sectors);
        }
        return Alert.of(Alert.Kind.UNHEALED, Severity.CRITICAL, place + " is not healed: " + fault.reason());
    }
}
