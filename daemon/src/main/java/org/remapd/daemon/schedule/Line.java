package org.remapd.daemon.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who has a turn and who waits for one. Devices that share a spindle have it one after the other, in the order in which they came;
 * others overtake them. Pure, and a value: what happens gives another one.
 *
 * @param atOnce  how many may have a turn at the same time
 * @param resting devices that do nothing for now: they have no turn, or do nothing with it, and are in nobody's way
 * @param asleep  those that do nothing so far, and will begin when somebody else wakes their disk: they are in the way of who shares a
 *     spindle with them, and do not count
 */
record Line(int atOnce, List<Place> waiting, List<Place> running, Set<String> resting, Set<String> asleep) {

    /**
     * A device's.
     *
     * @param aside    whether it is for something besides, for which the device's own turn has to come all the same
     * @param spindles what nobody else may use meanwhile
     */
    record Place(String device, boolean aside, Set<String> spindles) {

        private boolean isInTheWayOf(Place other) {
            return device.equals(other.device) || spindles.stream().anyMatch(other.spindles::contains);
        }
    }

    Line {
        waiting = List.copyOf(waiting);
        running = List.copyOf(running);
        resting = Set.copyOf(resting);
        asleep = Set.copyOf(asleep);
    }

    /** An empty one. */
    static Line of(int atOnce) {
        return new Line(atOnce, List.of(), List.of(), Set.of(), Set.of());
    }

    /** Whether a device has its turn, or waits for it. */
    boolean has(String device) {
        return Stream.concat(waiting.stream(), running.stream())
                .anyMatch(place -> place.device.equals(device) && !place.aside);
    }

    /** With one more at the end. */
    Line join(Place place) {
        return new Line(atOnce, with(waiting, place), running, resting, asleep);
    }

    /** Whose turn it is; nobody's, if all who wait have to wait. */
    Optional<Place> next() {
        return atWork(running).filter(place -> !asleep.contains(place.device)).count() >= atOnce
                ? Optional.empty()
                : IntStream.range(0, waiting.size())
                        .filter(this::isFree)
                        .mapToObj(waiting::get)
                        .findFirst();
    }

    /** Who waits longer is in the way too: else one with many spindles might never have them all. */
    private boolean isFree(int at) {
        Place one = waiting.get(at);
        return !resting.contains(one.device)
                && Stream.concat(atWork(running), atWork(waiting.subList(0, at)))
                        .noneMatch(one::isInTheWayOf)
                && running.stream().noneMatch(other -> other.device.equals(one.device));
    }

    private Stream<Place> atWork(List<Place> places) {
        return places.stream().filter(place -> !resting.contains(place.device));
    }

    /** The same, but these rest, and no others. One that no longer does waits for nobody. */
    Line withResting(Set<String> devices) {
        return new Line(atOnce, waiting, running, devices, asleep);
    }

    /** The same, but these are asleep, and no others. */
    Line withAsleep(Set<String> devices) {
        return new Line(atOnce, waiting, running, resting, devices);
    }

    /** Its turn begins, even if it is not {@link #next} or does not wait at all; what waits for the same no longer does. */
    Line begin(Place place) {
        List<Place> others = place.aside ? waiting : leave(place.device).waiting;
        return new Line(atOnce, others, with(running, place), resting, asleep).awake(place.device);
    }

    /** A device that waits no longer does. */
    Line leave(String device) {
        List<Place> others =
                waiting.stream().filter(place -> !place.device.equals(device)).toList();
        return new Line(atOnce, others, running, resting, asleep);
    }

    /** What is known of a device's turn is not known of its next. */
    private Line awake(String device) {
        return new Line(atOnce, waiting, running, without(resting, device), without(asleep, device));
    }

    private static Set<String> without(Set<String> devices, String device) {
        return devices.stream().filter(other -> !other.equals(device)).collect(Collectors.toUnmodifiableSet());
    }

    /** Its turn is over. */
    Line end(Place place) {
        List<Place> others = new ArrayList<>(running);
        others.remove(place);
        return new Line(atOnce, waiting, others, resting, asleep).awake(place.device);
    }

    private static List<Place> with(List<Place> places, Place place) {
        List<Place> more = new ArrayList<>(places);
        more.add(place);
        return more;
    }
}
