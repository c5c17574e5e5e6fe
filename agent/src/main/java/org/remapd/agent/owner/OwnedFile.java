package org.remapd.agent.owner;

import java.util.List;
import java.util.Locale;

/**
 * A file, directory or symbolic link that a place belongs to.
 *
 * @param part  what of it lies there
 * @param inode its number
 * @param paths its names, beginning at the top of its file system, up to {@value #MOST_PATHS}; none for one that is deleted and still
 *     open, and for those that a file system keeps for itself
 * @param more  how many other names it has
 */
public record OwnedFile(Kind kind, Part part, long inode, List<FilePath> paths, int more) {

    /** Names that are told. */
    public static final int MOST_PATHS = 100;

    /** What it is. */
    public enum Kind {
        FILE("file"),
        DIRECTORY("directory"),
        LINK("symbolic link"),
        OTHER("special file"),
        /** It was not asked. */
        UNKNOWN("file or directory");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** What of it. */
    public enum Part {
        CONTENTS,
        ATTRIBUTES,
        /** Where its blocks are: blocks of an extent tree, or indirect ones. */
        BLOCK_MAP;

        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public OwnedFile {
        paths = List.copyOf(paths);
    }

    /** With as many of these names as are told. */
    public static OwnedFile of(Kind kind, Part part, long inode, List<FilePath> paths) {
        int told = Math.min(paths.size(), MOST_PATHS);
        return new OwnedFile(kind, part, inode, paths.subList(0, told), paths.size() - told);
    }
}
