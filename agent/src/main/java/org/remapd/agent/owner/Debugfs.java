package org.remapd.agent.owner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code debugfs} of e2fsprogs prints, taken apart. Names stand in it as they are, whatever they hold. */
public final class Debugfs {

    private static final Pattern IN_USE = Pattern.compile("Block (\\d+) (marked in use|not in use)");
    private static final Pattern OWNER = Pattern.compile("(\\d+)\t(\\d+)");
    private static final Pattern TYPE = Pattern.compile("Inode: \\d+ +Type: (.*?) +Mode: .*");
    private static final Pattern LINKS = Pattern.compile("Links: (\\d+) .*");
    private static final Pattern ATTRIBUTES = Pattern.compile("File ACL: (\\d+).*");
    private static final Pattern MAP_BLOCK = Pattern.compile("\\((?:ETB\\d+|IND|DIND|TIND)\\):(\\d+)");
    private static final long ROOT = 2;

    /** Inodes that have no name, as {@code ext2fs/ext2_fs.h} numbers them. */
    private static final Map<Long, String> RESERVED = Map.of(
            1L, "the list of bad blocks",
            3L, "the quotas of users",
            4L, "the quotas of groups",
            5L, "the boot loader's place",
            6L, "the undelete directory",
            7L, "blocks reserved for more group descriptors",
            8L, "the journal",
            9L, "the exclude inode",
            10L, "the replica inode");

    private Debugfs() {}

    /** Of {@code testb}: whether a block is in use; empty if it does not say. */
    public static Optional<Boolean> inUse(String output, long block) {
        return output.lines()
                .map(IN_USE::matcher)
                .filter(line -> line.matches() && line.group(1).equals(Long.toString(block)))
                .map(line -> line.group(2).startsWith("marked"))
                .findFirst();
    }

    /** Of {@code icheck}: the inode that a block belongs to, if it is any's. */
    public static OptionalLong inodeOf(String output, long block) {
        return output.lines()
                .map(OWNER::matcher)
                .filter(line -> line.matches() && line.group(1).equals(Long.toString(block)))
                .mapToLong(line -> Long.parseLong(line.group(2)))
                .findFirst();
    }

    /** What an inode is that belongs to the file system itself. */
    public static Optional<String> reserved(long inode) {
        return Optional.ofNullable(RESERVED.get(inode));
    }

    /**
     * Of {@code stat}.
     *
     * @param names how many the inode has
     */
    public record Inode(OwnedFile.Kind kind, OwnedFile.Part part, int names) {}

    /** What an inode is, and what of it lies in a block. */
    public static Inode inode(String output, long block) {
        OwnedFile.Kind kind = Lines.first(output, TYPE).map(Debugfs::kind).orElse(OwnedFile.Kind.UNKNOWN);
        int links = Lines.first(output, LINKS).map(Integer::parseInt).orElse(1);
        boolean attributes = Lines.first(output, ATTRIBUTES)
                .map(Long::parseLong)
                .filter(acl -> acl == block)
                .isPresent();
        OwnedFile.Part part = OwnedFile.Part.CONTENTS;
        if (attributes) {
            part = OwnedFile.Part.ATTRIBUTES;
        } else if (isMapBlock(output, block)) {
            part = OwnedFile.Part.BLOCK_MAP;
        }
        // A directory is counted by those in it, too.
        return new Inode(kind, part, kind == OwnedFile.Kind.DIRECTORY ? 1 : links);
    }

    private static OwnedFile.Kind kind(String type) {
        return switch (type) {
            case "regular" -> OwnedFile.Kind.FILE;
            case "directory" -> OwnedFile.Kind.DIRECTORY;
            case "symlink" -> OwnedFile.Kind.LINK;
            default -> OwnedFile.Kind.OTHER;
        };
    }

    /** The list comes last; before it there are names of extended attributes, which may hold anything. */
    private static boolean isMapBlock(String output, long block) {
        int list = Math.max(output.lastIndexOf("\nEXTENTS:\n"), output.lastIndexOf("\nBLOCKS:\n"));
        return list >= 0
                && MAP_BLOCK
                        .matcher(output.substring(list))
                        .results()
                        .anyMatch(found -> found.group(1).equals(Long.toString(block)));
    }

    /**
     * Of {@code ncheck} of one inode: its paths; of the topmost directory it tells none.
     *
     * @param names how many it has: if there seem to be more, a name has a newline in it and pretends to be another's, and all
     *     is told as one path
     */
    public static List<FilePath> paths(byte[] output, long inode, int names) {
        if (inode == ROOT) {
            return List.of(FilePath.of("/"));
        }
        // A character for each byte.
        String text = new String(output, StandardCharsets.ISO_8859_1).replaceFirst("\n\\z", "");
        String begin = "\n" + inode + "\t/";
        int first = text.indexOf(begin);
        if (first < 0) {
            return List.of();
        }
        String all = text.substring(first + begin.length());
        List<FilePath> paths = Stream.of(all.split(Pattern.quote(begin), -1))
                .map(Debugfs::path)
                .toList();
        return paths.size() > names ? List.of(path(all)) : paths;
    }

    /** Of what comes behind the first slash; for what lies at the top there is another. */
    private static FilePath path(String text) {
        String path = text.replaceFirst("^/*", "/");
        return FilePath.of(path.getBytes(StandardCharsets.ISO_8859_1));
    }
}
