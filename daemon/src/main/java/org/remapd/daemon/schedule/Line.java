package org.remapd.daemon.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who has a turn and who waits for one. Devices that share a spindle have it one after the other, in the order in which they came;
 * others overtake them. Pure, and a value: what happens gives another one.
 *
 * @param atOnce how many may have a turn at the same time
 */
record Line(int atOnce, List<Place> waiting, List<Place> running) {

    /**
     * A place in it.
     *
     * @param number   no other has it; who has the lower one was first
     * @param device   whose it is; of a device one has a turn at a time
     * @param spindles what nobody else may use meanwhile
     */
    record Place(long number, String device, Set<String> spindles) {

        private boolean isInTheWayOf(Place other) {
            return device.equals(other.device) || spindles.stream().anyMatch(other.spindles::contains);
        }
    }

    Line {
        waiting = List.copyOf(waiting);
        running = List.copyOf(running);
    }

    /** An empty one. */
    static Line of(int atOnce) {
        return new Line(atOnce, List.of(), List.of());
    }

    /** With one more, behind those that were first. */
    Line join(Place place) {
        List<Place> inOrder =
                with(waiting, place).sorted(Comparator.comparing(Place::number)).toList();
        return new Line(atOnce, inOrder, running);
    }

    /** Whose turn it is; nobody's, if all who wait have to wait. */
    Optional<Place> next() {
        return running.size() >= atOnce
                ? Optional.empty()
                : IntStream.range(0, waiting.size())
                        .filter(this::isFree)
                        .mapToObj(waiting::get)
                        .findFirst();
    }

    /** Who waits longer is in the way too: else one with many spindles might never have them all. */
    private boolean isFree(int at) {
        Place one = waiting.get(at);
        return Stream.concat(running.stream(), waiting.subList(0, at).stream()).noneMatch(one::isInTheWayOf);
    }

    /** Whether a device has a turn. */
    boolean runs(String device) {
        return running.stream().anyMatch(place -> place.device.equals(device));
    }

    /** Its turn begins, even if it is not {@link #next} or does not wait at all. */
    Line begin(Place place) {
        return new Line(atOnce, without(waiting, place), with(running, place).toList());
    }

    /** It neither waits any longer nor has a turn. */
    Line leave(Place place) {
        return new Line(atOnce, without(waiting, place), without(running, place));
    }

    private static Stream<Place> with(List<Place> places, Place another) {
        return Stream.concat(places.stream(), Stream.of(another));
    }

    private static List<Place> without(List<Place> places, Place place) {
        return places.stream().filter(other -> !other.equals(place)).toList();
    }
}
