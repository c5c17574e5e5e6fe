package org.remapd.agent.heal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/** Which spare is used next: the first that is neither in use nor retired. */
public final class SpareAllocator {

    private SpareAllocator() {}

    public static Optional<Spare> next(Metadata metadata) {
        Set<Spare> taken = new HashSet<>(metadata.mappings().values());
        taken.addAll(metadata.retired());
        for (int number = 0; number < metadata.geometry().spares(); number++) {
            Spare spare = new Spare(number);
            if (!taken.contains(spare)) {
                return Optional.of(spare);
            }
        }
        return Optional.empty();
    }
}
