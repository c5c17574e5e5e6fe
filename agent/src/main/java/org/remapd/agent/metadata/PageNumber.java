package org.remapd.agent.metadata;

import java.util.Locale;

/** Which page holds what. The numbers are part of the format. */
final class PageNumber {

    static final int NOTE = 0;
    static final int FIRST_FAULTS = 1;
    static final int FAULTS = 16;
    static final int FIRST_HISTORY = FIRST_FAULTS + FAULTS;
    static final int HISTORY = 16;
    static final int FIRST_SPARES = FIRST_HISTORY + HISTORY;

    private PageNumber() {}

    static int ofSpare(Spare spare) {
        return FIRST_SPARES + spare.number() / SparesPage.SPARES;
    }

    /** Pages in use with so many spares. */
    static int count(int spares) {
        return FIRST_SPARES + (spares + SparesPage.SPARES - 1) / SparesPage.SPARES;
    }

    /** Spares that so many pages have room for. */
    static int room(int pages) {
        return Math.max(0, pages - FIRST_SPARES) * SparesPage.SPARES;
    }

    static Block.Kind kind(int page) {
        if (page >= FIRST_SPARES) {
            return Block.Kind.SPARES;
        }
        if (page >= FIRST_HISTORY) {
            return Block.Kind.HISTORY;
        }
        return page == NOTE ? Block.Kind.NOTE : Block.Kind.FAULTS;
    }

    /** For people. */
    static String describe(int page) {
        if (page < FIRST_SPARES) {
            return "page " + page + " (" + kind(page).name().toLowerCase(Locale.ROOT) + ")";
        }
        int first = (page - FIRST_SPARES) * SparesPage.SPARES;
        return "page " + page + " (spares " + first + " to " + (first + SparesPage.SPARES - 1) + ")";
    }
}
