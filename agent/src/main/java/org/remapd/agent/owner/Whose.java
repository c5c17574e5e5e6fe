package org.remapd.agent.owner;

import java.util.List;
import java.util.Optional;

/**
 * Whose a sector of a remap device is, and how that was found.
 *
 * @param layers  from the remap device up to where it was found; never empty
 * @param holds   what lies on the topmost, as libblkid calls it: ext4, gpt; empty for nothing that is known
 * @param mounted where that is mounted
 * @param notes   what should be known beside that, in words
 */
public record Whose(
        List<Layer> layers, Optional<String> holds, Optional<FilePath> mounted, Owner owner, List<String> notes) {
    public Whose {
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }
}
