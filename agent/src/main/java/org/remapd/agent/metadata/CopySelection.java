package org.remapd.agent.metadata;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of several readings of the same disk is to be believed: the one with the highest sequence number, never by a clock.
 */
public final class CopySelection {

    /**
     * One slot as it was found.
     *
     * @param copy 0 in front, 1 behind the pool
     */
    public record Found(int copy, MetadataCodec.Reading reading) {}

    /**
     * The state to go on from.
     *
     * @param copiesCurrent copies that hold this very state; fewer than {@link Geometry#COPIES} means that it stands alone
     */
    public record Selected(Metadata metadata, int copiesCurrent) {}

    private CopySelection() {}

    /**
     * The newest state.
     *
     * @throws MetadataException if there is none, with the most telling problem; also if any slot was written by a newer
     *     remapd, whatever the others say, or two slots speak of different devices
     */
    public static Selected select(String path, List<Found> slots) throws MetadataException {
        List<MetadataProblem> problems =
                slots.stream().flatMap(found -> problem(found).stream()).toList();
        Optional<MetadataProblem> tooNew = problems.stream()
                .filter(MetadataProblem.TooNew.class::isInstance)
                .findFirst();
        if (tooNew.isPresent()) {
            throw new MetadataException(path, tooNew.get());
        }
        List<Metadata> states =
                slots.stream().flatMap(found -> state(found).stream()).toList();
        Metadata newest = states.stream()
                .max(Comparator.comparingLong(Metadata::sequence))
                .orElseThrow(() -> new MetadataException(path, mostTelling(problems)));
        if (states.stream().anyMatch(state -> !state.uuid().equals(newest.uuid()))) {
            throw new MetadataException(
                    path, new MetadataProblem.Corrupt("its copies belong to different devices; which one is meant?"));
        }
        long current = slots.stream()
                .filter(found -> state(found).filter(newest::equals).isPresent())
                .map(Found::copy)
                .distinct()
                .count();
        return new Selected(newest, (int) current);
    }

    private static Optional<Metadata> state(Found found) {
        return found.reading() instanceof MetadataCodec.State state ? Optional.of(state.metadata()) : Optional.empty();
    }

    private static Optional<MetadataProblem> problem(Found found) {
        return found.reading() instanceof MetadataCodec.NoState none ? Optional.of(none.problem()) : Optional.empty();
    }

    /** Rot says more than a read error, which says more than a foreign block, which says more than nothing. */
    private static MetadataProblem mostTelling(List<MetadataProblem> problems) {
        return problems.stream()
                .max(Comparator.comparingInt(CopySelection::weight))
                .orElseGet(MetadataProblem.Blank::new);
    }

    private static int weight(MetadataProblem problem) {
        if (problem instanceof MetadataProblem.Corrupt) {
            return 3;
        }
        if (problem instanceof MetadataProblem.Unreadable) {
            return 2;
        }
        return problem instanceof MetadataProblem.NotOurs ? 1 : 0;
    }
}
