package org.remapd.agent.metadata;

/** What one page of the metadata says. Immutable. */
sealed interface Page permits NotePage, FaultsPage, HistoryPage, SparesPage {

    /** The body of its block. */
    byte[] body();

    /** A page that says nothing yet. */
    static Page empty(int number) {
        return switch (PageNumber.kind(number)) {
            case NOTE -> NotePage.EMPTY;
            case FAULTS -> FaultsPage.EMPTY;
            case HISTORY -> HistoryPage.EMPTY;
            case SPARES -> SparesPage.EMPTY;
            case SUPERBLOCK -> throw new IllegalArgumentException("a superblock is no page");
        };
    }

    /**
     * Takes a sound block apart.
     *
     * @throws IllegalArgumentException if it says what cannot be
     */
    static Page decode(int number, byte[] body, Geometry geometry) {
        return switch (PageNumber.kind(number)) {
            case NOTE -> NotePage.decode(body);
            case FAULTS -> FaultsPage.decode(body, geometry);
            case HISTORY -> HistoryPage.decode(body);
            case SPARES -> SparesPage.decode(number, body, geometry);
            case SUPERBLOCK -> throw new IllegalArgumentException("a superblock is no page");
        };
    }
}
