package org.remapd.daemon.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.Whose;

/**
 * Whose a sector is: the member {@code owner} of what {@code remapd explain --json} prints. Names of files are escaped as {@link
 * FilePath} says.
 *
 * @param kind    {@code files}, {@code metadata}, {@code free}, {@code used} by something that has no files, or {@code unknown}
 * @param what    in words, or why it is not known; null for files
 * @param files   more than one if they share it
 * @param layers  the way up from the remap device to where that was found; none if the device is not assembled
 * @param holds   what lies on the topmost of these: ext4, gpt; null if that is not known
 * @param mounted where that is mounted; null if it is not
 * @param notes   what should be known beside that, in words
 */
record OwnerReport(
        String kind,
        @Nullable String what,
        List<File> files,
        List<Layer> layers,
        @Nullable String holds,
        @Nullable String mounted,
        List<String> notes) {

    /**
     * A file, directory or symbolic link.
     *
     * @param part      contents, attributes or block map
     * @param paths     as they are seen where the file system is mounted; from its top, if it is not
     * @param morePaths how many other names it has
     */
    record File(String kind, String part, long inode, List<String> paths, int morePaths) {}

    /**
     * A device on the way up.
     *
     * @param what   in a word or two: "partition 1"
     * @param sector of that device
     */
    record Layer(String what, String device, long sector) {}

    static OwnerReport unknown(String why) {
        return new OwnerReport("unknown", why, List.of(), List.of(), null, null, List.of());
    }

    static OwnerReport of(Whose whose) {
        Owner owner = whose.owner();
        return new OwnerReport(
                kind(owner),
                what(owner),
                owner instanceof Owner.Files files
                        ? files.files().stream().map(OwnerReport::file).toList()
                        : List.of(),
                whose.layers().stream()
                        .map(layer -> new Layer(
                                layer.what(), layer.path(), layer.sector().number()))
                        .toList(),
                whose.holds().orElse(null),
                whose.mounted().map(FilePath::toString).orElse(null),
                whose.notes());
    }

    private static String kind(Owner owner) {
        if (owner instanceof Owner.Files) {
            return "files";
        }
        if (owner instanceof Owner.Metadata) {
            return "metadata";
        }
        if (owner instanceof Owner.Free) {
            return "free";
        }
        return owner instanceof Owner.Used ? "used" : "unknown";
    }

    private static @Nullable String what(Owner owner) {
        if (owner instanceof Owner.Metadata metadata) {
            return metadata.what();
        }
        if (owner instanceof Owner.Free free) {
            return free.what();
        }
        if (owner instanceof Owner.Used used) {
            return used.what();
        }
        return owner instanceof Owner.Unknown unknown ? unknown.why() : null;
    }

    private static File file(OwnedFile file) {
        return new File(
                file.kind().words(),
                file.part().words(),
                file.inode(),
                file.paths().stream().map(FilePath::toString).toList(),
                file.more());
    }
}
