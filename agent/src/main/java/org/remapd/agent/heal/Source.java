package org.remapd.agent.heal;

import org.remapd.agent.metadata.Spare;

/** Where the newest data of a unit is to be sought. */
public sealed interface Source {

    /** Where the unit always was: it is served from there. */
    record Original() implements Source {}

    /**
     * On a spare that an earlier heal filled and recorded but never activated, and for what cannot be read there, where it always was.
     * Nobody has written to either since, but perhaps that heal to the original: what became of that is not known.
     */
    record Staged(Spare spare) implements Source {}

    /** On the spare that serves it. Of a sector that was lost when the unit left its original, that may still give what it held. */
    record Serving(Spare spare) implements Source {}
}
