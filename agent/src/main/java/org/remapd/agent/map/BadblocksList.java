package org.remapd.agent.map;

import java.util.List;
import java.util.function.Consumer;

/**
 * Numbers of bad blocks, one a line, in decimal and from 0: what badblocks(8) prints and takes ({@code -o}, {@code -i}), as do
 * {@code mke2fs -l}, {@code e2fsck -l} and {@code dumpe2fs -b}. How long a block is it does not say. Read are also ranges of blocks, as
 * {@code 2400+8}, and comments from {@code #} on; these forms are remapd's own, and never printed.
 */
public final class BadblocksList implements AreaFormat {

    /** Of badblocks(8), where {@code -b} does not say otherwise. */
    public static final int DEFAULT_BLOCK_BYTES = 1024;

    private final int blockBytes;

    /** Of blocks of so many bytes, a multiple of {@value Area#SECTOR_BYTES}. */
    public BadblocksList(int blockBytes) {
        if (blockBytes < Area.SECTOR_BYTES || blockBytes % Area.SECTOR_BYTES != 0) {
            throw new IllegalArgumentException("a block of " + blockBytes + " bytes");
        }
        this.blockBytes = blockBytes;
    }

    @Override
    public Parser parser(AreaSink out) {
        return new Parser() {
            @Override
            public void line(String line) throws MalformedListException {
                String text = AreaFormat.withoutComment(line);
                if (!text.isEmpty()) {
                    out.take(blocks(text));
                }
            }

            @Override
            public void end() {
                // A disk without bad blocks has an empty list.
            }
        };
    }

    private Area blocks(String text) throws MalformedListException {
        String[] words = text.split("\\+", 2);
        try {
            long first = Long.parseLong(words[0]);
            long count = words.length == 1 ? 1 : Long.parseLong(words[1]);
            return new Area(
                    Math.multiplyExact(first, blockBytes), Math.multiplyExact(count, blockBytes), Area.Status.BAD);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw MalformedListException.of(text, "the number of a block, or a range as 2400+8");
        }
    }

    /** A block is bad if any of it is; comments are left out, since other programs know of none. */
    @Override
    public Consumer<Area> printer(List<String> comments, Consumer<String> out) {
        return new Consumer<>() {
            private long next;

            @Override
            public void accept(Area area) {
                if (area.status().failed()) {
                    next = Math.max(next, area.position() / blockBytes);
                    for (; next <= (area.end() - 1) / blockBytes; next++) {
                        out.accept(Long.toString(next));
                    }
                }
            }
        };
    }
}
