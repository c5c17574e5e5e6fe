package org.remapd.agent.owner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code xfs_db} of xfsprogs prints, taken apart. Names stand in it as they are, whatever they hold. */
public final class XfsDb {

    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]+ \\((\\d+)\\)");
    private static final Pattern ROOT = Pattern.compile("rootino = (\\d+)");
    private static final Pattern BLOCKS = Pattern.compile("dblocks = (\\d+)");
    private static final Pattern BLOCK_BYTES = Pattern.compile("blocksize = (\\d{3,9})");
    private static final Pattern MAPPING = Pattern.compile(
            "\\d+: \\d+/(\\d+) len (\\d+) owner (-?\\d+) offset \\d+ bmbt (\\d) attrfork (\\d) extflag \\d");
    private static final Pattern BLOCK = Pattern.compile("block \\d+ \\(\\d+/\\d+\\) type (\\w+)(?: .*)?");
    private static final Pattern OWNER = Pattern.compile("inode (\\d+) (attr )?block \\d+ at offset -?\\d+.*");
    private static final Pattern SETTING = Pattern.compile("setting inode to (\\d+) for block \\d+/\\d+");
    private static final Pattern MODE = Pattern.compile("core\\.mode = (0[0-7]+)");
    private static final Pattern LINKS = Pattern.compile("core\\.nlinkv2 = (\\d+)");
    private static final int TYPE_BITS = 0170000;
    private static final FilePath TOP = FilePath.of("/");

    private XfsDb() {}

    /** Of {@code convert}. */
    public static OptionalLong number(String output) {
        return number(output, NUMBER);
    }

    /**
     * Of {@code sb 0} and {@code print rootino dblocks blocksize}.
     *
     * @param root       the inode of the topmost directory
     * @param blocks     of the whole file system
     * @param blockBytes bytes of a block
     */
    public record Superblock(long root, long blocks, int blockBytes) {

        /** Whether a sector lies behind the file system's end. */
        public boolean endsBefore(UpperSector sector) {
            return sector.inBlocksOf(blockBytes) >= blocks;
        }
    }

    /** Empty if it is not understood. */
    public static Optional<Superblock> superblock(String output) {
        OptionalLong root = number(output, ROOT);
        OptionalLong blocks = number(output, BLOCKS);
        OptionalLong blockBytes = number(output, BLOCK_BYTES);
        return root.isPresent() && blocks.isPresent() && blockBytes.isPresent()
                ? Optional.of(new Superblock(root.getAsLong(), blocks.getAsLong(), (int) blockBytes.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong number(String output, Pattern pattern) {
        return Lines.first(output, pattern).stream().mapToLong(Long::parseLong).findFirst();
    }

    /** Whether the file system keeps a record of owners, of which {@code fsmap} then tells. */
    public static boolean hasReverseMap(String complaints) {
        return !complaints.contains("does not support reverse mapping");
    }

    /**
     * Of {@code fsmap BLOCK BLOCK}: to whom the block belongs.
     *
     * @param block its number within its allocation group
     */
    public static Owner recorded(String output, long block) {
        List<OwnedFile> files = new ArrayList<>();
        for (Matcher line : output.lines().map(MAPPING::matcher).toList()) {
            if (line.matches() && isIn(block, line.group(1), line.group(2))) {
                long owner = Long.parseLong(line.group(3));
                if (owner < 0) {
                    return XfsOwner.ofCode((int) -owner);
                }
                OwnedFile.Part part = line.group(4).equals("1")
                        ? OwnedFile.Part.BLOCK_MAP
                        : line.group(5).equals("1") ? OwnedFile.Part.ATTRIBUTES : OwnedFile.Part.CONTENTS;
                files.add(OwnedFile.of(OwnedFile.Kind.UNKNOWN, part, owner, List.of()));
            }
        }
        return files.isEmpty() ? XfsOwner.FREE : new Owner.Files(files);
    }

    private static boolean isIn(long block, String first, String count) {
        long offset = block - Long.parseLong(first);
        return offset >= 0 && offset < Long.parseLong(count);
    }

    /** Of {@code blockget -b BLOCK} and {@code blockuse}: to whom the block belongs; empty if that is not there. */
    public static Optional<Owner> found(String output) {
        Optional<String> type = Lines.first(output, BLOCK);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<Owner> known = XfsOwner.ofType(type.get());
        return known.isPresent() ? known : files(output, type.get());
    }

    private static Optional<Owner> files(String output, String type) {
        OwnedFile.Kind kind = type.equals("dir") ? OwnedFile.Kind.DIRECTORY : OwnedFile.Kind.UNKNOWN;
        OwnedFile.Part part = switch (type) {
            case "attr" -> OwnedFile.Part.ATTRIBUTES;
            case "btbmapa", "btbmapd" -> OwnedFile.Part.BLOCK_MAP;
            default -> OwnedFile.Part.CONTENTS;
        };
        List<OwnedFile> files = Stream.concat(matches(output, SETTING), matches(output, OWNER))
                .distinct()
                .map(inode -> OwnedFile.of(kind, part, inode, List.of()))
                .toList();
        return files.isEmpty()
                ? Optional.of(new Owner.Unknown("xfs_db only says that the block is of type " + type))
                : Optional.of(new Owner.Files(files));
    }

    private static Stream<Long> matches(String output, Pattern pattern) {
        return output.lines().map(pattern::matcher).filter(Matcher::matches).map(line -> Long.valueOf(line.group(1)));
    }

    /** Whether it refuses, since the journal holds what is not in its place yet. */
    public static boolean needsReplay(String complaints) {
        return complaints.contains("needs to\nbe replayed");
    }

    /**
     * Of {@code inode INODE} and {@code print core.mode core.nlinkv2}.
     *
     * @param names how many it has
     */
    public record Inode(OwnedFile.Kind kind, int names) {}

    /** What an inode is. */
    public static Inode inode(String output) {
        OwnedFile.Kind kind = Lines.first(output, MODE).map(XfsDb::kind).orElse(OwnedFile.Kind.UNKNOWN);
        int links = Lines.first(output, LINKS).map(Integer::parseInt).orElse(1);
        return new Inode(kind, kind == OwnedFile.Kind.DIRECTORY ? 1 : links);
    }

    private static OwnedFile.Kind kind(String octal) {
        return switch (Integer.parseInt(octal, 8) & TYPE_BITS) {
            case 0100000 -> OwnedFile.Kind.FILE;
            case 0040000 -> OwnedFile.Kind.DIRECTORY;
            case 0120000 -> OwnedFile.Kind.LINK;
            default -> OwnedFile.Kind.OTHER;
        };
    }

    /**
     * Of {@code echo MARK}, {@code ncheck -i INODE} and so on: the path of each of the inodes that has one; xfs_db tells one only.
     *
     * @param mark what no name holds
     * @param root the inode of the topmost directory, of which it tells nothing
     */
    public static Map<Long, FilePath> paths(byte[] output, String mark, List<Long> inodes, long root) {
        // A character for each byte.
        String[] parts = new String(output, StandardCharsets.ISO_8859_1).split(mark + " *\n", -1);
        Map<Long, FilePath> paths = new HashMap<>();
        for (int i = 0; i < inodes.size() && i + 1 < parts.length; i++) {
            long inode = inodes.get(i);
            path(parts[i + 1], inode).ifPresent(path -> paths.put(inode, path));
        }
        paths.put(root, TOP);
        return paths;
    }

    private static Optional<FilePath> path(String line, long inode) {
        String begin = inode + " ";
        int at = line.indexOf(begin);
        if (at < 0 || !line.substring(0, at).isBlank()) {
            return Optional.empty();
        }
        // A directory ends with a dot of its own.
        String path = line.substring(at + begin.length()).replaceFirst("(/\\.)?\n\\z", "");
        return Optional.of(TOP.resolve(FilePath.of(path.getBytes(StandardCharsets.ISO_8859_1))));
    }
}
