package org.remapd.agent.metadata;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which version of a thing is to be believed, from what all copies tell of it: the one with the highest sequence number, never by
 * a clock, and only if it is certain that there was no newer one.
 *
 * <p>A version is written to one copy after the other, each being durable before the next is begun. So whatever was
 * acknowledged is in every copy, and a power cut leaves at most one copy with a torn place: a copy that is certain of
 * version n proves that nothing beyond n + 1 was ever begun elsewhere, and nothing beyond n acknowledged.
 */
public final class Agreement {

    /** What came of it. */
    public sealed interface Outcome {}

    /** This one. */
    public record Believed(Block block) implements Outcome {}

    /** None can be believed. */
    public record Undecided(String why) implements Outcome {}

    private Agreement() {}

    public static Outcome of(List<Told> copies) {
        long highest = copies.stream().mapToLong(Told::sequence).max().orElse(-1);
        Optional<Block> block = copies.stream()
                .filter(told -> told.sequence() == highest)
                .findFirst()
                .flatMap(Told::newest);
        if (block.isEmpty()) {
            return new Undecided(problems(copies));
        }
        boolean witnessed = copies.stream().anyMatch(told -> told.certain() && told.sequence() >= highest - 1);
        if (!witnessed) {
            return new Undecided(problems(copies));
        }
        boolean same = copies.stream()
                .filter(told -> told.sequence() == highest)
                .flatMap(told -> told.newest().stream())
                .allMatch(other -> other.saysTheSame(block.get()));
        return same ? new Believed(block.get()) : new Undecided("its copies differ in the same version " + highest);
    }

    private static String problems(List<Told> copies) {
        return copies.stream()
                .flatMap(told -> told.problems().stream())
                .map(MetadataProblem::describe)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
