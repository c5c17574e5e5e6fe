package org.remapd.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.ScrubProgress.State;

/**
 * What the passes of a scrub come to, all together. Pure.
 *
 * @param first  over the disk with the data
 * @param spares over the spare devices, in their order; none of them reads before the first is finished
 */
record ScrubAccount(ScrubProgress first, List<SparePass> spares) {

    /**
     * One over a spare device.
     *
     * @param disk its path
     */
    record SparePass(String disk, ScrubProgress progress) {

        private boolean is(State state) {
            return progress.state() == state;
        }
    }

    ScrubAccount {
        spares = List.copyOf(spares);
    }

    /** As if it were one pass: that it goes on from somewhere is the first's matter, how fast it is that of the one that reads. */
    ScrubProgress whole() {
        ScrubProgress reads = passes().filter(pass -> pass.state() == State.RUNNING)
                .findFirst()
                .orElse(first);
        return new ScrubProgress(
                state(),
                reason(),
                first.started(),
                sum(ScrubProgress::sectors),
                sum(ScrubProgress::done),
                sum(ScrubProgress::unreadable),
                sum(ScrubProgress::weak),
                first.at(),
                passes().map(ScrubProgress::busy).reduce(Duration.ZERO, Duration::plus),
                reads.rate(),
                timeLeft(reads),
                reads.speed(),
                reads.silent());
    }

    /** How fast those will go that are still to begin nobody knows: as fast as this one, until then. */
    private Optional<Duration> timeLeft(ScrubProgress reads) {
        long toCome = passes().filter(pass -> pass.state() == State.RUNNING)
                .mapToLong(pass -> pass.sectors() - pass.done())
                .sum();
        long behind = toCome - (reads.sectors() - reads.done());
        return reads.rate() == 0 || reads.state() != State.RUNNING
                ? reads.left()
                : reads.left().map(time -> time.plusMillis(Math.round(behind * 512e3 / reads.rate())));
    }

    private State state() {
        return first.state() != State.FINISHED
                ? first.state()
                : Stream.of(State.RUNNING, State.CANCELLED, State.FAILED)
                        .filter(state -> spares.stream().anyMatch(pass -> pass.is(state)))
                        .findFirst()
                        .orElse(State.FINISHED);
    }

    private Optional<String> reason() {
        if (first.state() != State.FINISHED || inTrouble().isEmpty()) {
            return first.reason();
        }
        return Optional.of(inTrouble().stream()
                .map(pass -> "not all of the spare device " + pass.disk() + ": "
                        + pass.progress().reason().orElse(""))
                .collect(Collectors.joining("; ", "the data was read, but ", "")));
    }

    /** Whether nobody is to go on with it; what a spare device in trouble kept from being read is left to the next scrub. */
    boolean cameToItsEnd() {
        return first.state() == State.FINISHED && (state() == State.FINISHED || state() == State.FAILED);
    }

    /** Whether each spare device was read, as far as it lets itself be. */
    boolean sparesCameToTheirEnd() {
        return spares.stream().allMatch(pass -> pass.is(State.FINISHED) || pass.is(State.FAILED));
    }

    /** Sectors that have not been read. */
    long left() {
        return sum(ScrubProgress::sectors) - sum(ScrubProgress::done);
    }

    /** The spare device that kept it from coming to its end, if one did. */
    Optional<String> troubled() {
        return inTrouble().stream().map(SparePass::disk).findFirst();
    }

    private List<SparePass> inTrouble() {
        return spares.stream().filter(pass -> pass.is(State.FAILED)).toList();
    }

    /** How much was read, and what of it could not be, in words. */
    String words() {
        return sum(ScrubProgress::done) + " sectors read, " + sum(ScrubProgress::unreadable) + " unreadable"
                + spares.stream()
                        .filter(pass -> pass.progress().unreadable() > 0)
                        .map(pass ->
                                ", " + pass.progress().unreadable() + " of them on the spare device " + pass.disk())
                        .collect(Collectors.joining())
                + (sum(ScrubProgress::weak) == 0
                        ? ""
                        : ", " + sum(ScrubProgress::weak) + " weak: they read, and slowly again and again");
    }

    private long sum(ToLongFunction<ScrubProgress> what) {
        return passes().mapToLong(what).sum();
    }

    private Stream<ScrubProgress> passes() {
        return Stream.concat(Stream.of(first), spares.stream().map(SparePass::progress));
    }
}
