package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.List;

/** Metadata in the making, while its pages are read one after the other. */
public final class Pages {

    private final Superblock superblock;
    private final List<Page> pages = new ArrayList<>();

    public Pages(Superblock superblock) {
        this.superblock = superblock;
    }

    /**
     * Takes in the next page.
     *
     * @throws IllegalArgumentException if it says what cannot be
     */
    public void add(int number, Block block) {
        if (number != pages.size()) {
            throw new IllegalStateException("page " + pages.size() + " is next, and not " + number);
        }
        pages.add(Page.decode(number, block.body(), superblock.geometry()));
    }

    /**
     * All of it.
     *
     * @throws IllegalArgumentException if its pages contradict each other
     */
    public Metadata metadata() {
        return new Metadata(superblock, pages);
    }

    /** A page that says nothing, as a block. */
    public Block empty(int number) {
        return new Block(superblock.device(), kind(number), 0, number, 1, emptyBody(number));
    }

    /** The body of a page that says nothing. */
    public static byte[] emptyBody(int number) {
        return Page.empty(number).body();
    }

    /** The body of a page as it is recorded. */
    public static byte[] body(Metadata metadata, int number) {
        return metadata.page(number).body();
    }

    /** What a page is about. */
    public static Block.Kind kind(int number) {
        return PageNumber.kind(number);
    }

    /** Whether the device must not be used without knowing for certain what this page says. */
    public static boolean isVital(int number) {
        return kind(number) == Block.Kind.SPARES;
    }

    /** For people. */
    public static String describe(int number) {
        return PageNumber.describe(number);
    }
}
