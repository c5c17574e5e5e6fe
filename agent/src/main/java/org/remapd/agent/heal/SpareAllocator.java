package org.remapd.agent.heal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/** Which spare is used next: the first that is neither in use nor retired, nor has been given to somebody who is about to. */
public final class SpareAllocator {

    private final Set<Spare> given = new HashSet<>();

    /** One that nobody else gets until {@link #reset}. */
    public Optional<Spare> take(Metadata metadata) {
        Optional<Spare> spare = metadata.freeSpare(new Spare(0));
        while (spare.filter(given::contains).isPresent()) {
            spare = metadata.freeSpare(new Spare(spare.get().number() + 1));
        }
        spare.ifPresent(given::add);
        return spare;
    }

    /** From now on only what is recorded counts. */
    public void reset() {
        given.clear();
    }
}
