package org.remapd.agent;

import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.FileSystem;
import org.remapd.agent.metadata.Geometry;

/**
 * What is to become of disks: nothing of it has been written yet.
 *
 * @param name     of the remap device
 * @param paths    the disks, the one for the data first
 * @param geometry where everything will lie
 * @param kept     the file system that stays where it is and whose end is known, for {@link Arrangement#BEHIND}
 * @param lost     what lies on the disks now and is destroyed, in words
 */
public record CreationPlan(
        String name,
        Arrangement arrangement,
        List<String> paths,
        Geometry geometry,
        Optional<FileSystem> kept,
        List<String> lost) {

    public CreationPlan {
        paths = List.copyOf(paths);
        lost = List.copyOf(lost);
    }

    /** How a remap device and what was on its disk before go together. */
    public enum Arrangement {
        /** The disk holds nothing, or nothing any more. */
        EMPTY,
        /** What is on the disk stays, and what is ours lies behind it. */
        BEHIND,
        /** What is on the disk stays, and what is ours lies on another one. */
        BESIDE;

        /** That of a remap device that exists. */
        public static Arrangement of(Geometry geometry) {
            if (geometry.members().get(0).bare()) {
                return BESIDE;
            }
            return geometry.data().first().number() == 0 ? BEHIND : EMPTY;
        }

        /** Whether the data is where it would be without remapd. */
        public boolean adopted() {
            return this != EMPTY;
        }
    }
}
