package org.remapd.agent.owner;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where ext2, ext3 and ext4 keep what is their own: from what {@code debugfs -R "stats -h"} and {@code dumpe2fs -g} print (e2fsprogs
 * 1.44 or newer).
 *
 * @param blockBytes           bytes of a block
 * @param firstBlock           number of the first: 1 if blocks have 1024 bytes, for the first then is not the file system's
 * @param blocks               of the whole file system
 * @param blocksPerGroup       of each group but the last
 * @param inodeBlocksPerGroup  blocks of an inode table
 * @param groups               what dumpe2fs printed: a line for each
 */
public record ExtLayout(
        int blockBytes, long firstBlock, long blocks, long blocksPerGroup, long inodeBlocksPerGroup, String groups) {

    private static final Pattern GROUP = Pattern.compile("(\\d+):\\d+:(-?\\d+):(-1|\\d+-\\d+):(\\d+):(\\d+):(\\d+)");

    /** Empty if it is not understood. */
    public static Optional<ExtLayout> parse(String stats, String groups) {
        try {
            return Optional.of(new ExtLayout(
                    Math.toIntExact(number(stats, "Block size")),
                    number(stats, "First block"),
                    number(stats, "Block count"),
                    number(stats, "Blocks per group"),
                    number(stats, "Inode blocks per group"),
                    groups));
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** The last such line counts: before it there is a label, which may hold anything. */
    private static long number(String stats, String name) {
        String found = "";
        for (String line : stats.lines().toList()) {
            if (line.startsWith(name + ":")) {
                found = line.substring(name.length() + 1).strip();
            }
        }
        return Long.parseLong(found);
    }

    /** The block that a sector is in. */
    public long block(UpperSector sector) {
        return sector.inBlocksOf(blockBytes);
    }

    /** What of the file system's own lies in a block; empty for what belongs to inodes, or to nobody. */
    public Optional<String> metadata(long block) {
        if (block < firstBlock) {
            return Optional.of("the boot block");
        }
        return groups.lines().flatMap(line -> metadata(line, block).stream()).findFirst();
    }

    private Optional<String> metadata(String line, long block) {
        Matcher group = GROUP.matcher(line);
        if (!group.matches()) {
            return Optional.empty();
        }
        String of = " of block group " + group.group(1);
        if (Long.parseLong(group.group(2)) == block) {
            return Optional.of(block == firstBlock ? "the superblock" : "the copy of the superblock" + of);
        }
        if (!group.group(3).equals("-1") && isIn(group.group(3), block)) {
            return Optional.of("group descriptors" + (group.group(1).equals("0") ? "" : ", the copy" + of));
        }
        if (Long.parseLong(group.group(4)) == block) {
            return Optional.of("the block bitmap" + of);
        }
        if (Long.parseLong(group.group(5)) == block) {
            return Optional.of("the inode bitmap" + of);
        }
        long table = block - Long.parseLong(group.group(6));
        return table >= 0 && table < inodeBlocksPerGroup ? Optional.of("the inode table" + of) : Optional.empty();
    }

    private static boolean isIn(String range, long block) {
        String[] ends = range.split("-");
        return block >= Long.parseLong(ends[0]) && block <= Long.parseLong(ends[1]);
    }
}
