package org.remapd.agent.fault;

/** How a fault ends; the labels are those of the journal's REMAPD_FATE field. */
public enum Fate {
    /** Our own read worked: nothing was changed. */
    HEALTHY_NOW("healthy-now"),
    /** Rewritten where it was. */
    HEALED_IN_PLACE("healed-in-place"),
    /** Served from a spare, with all its data. */
    REMAPPED("remapped"),
    /** Served from a spare, with sectors that read as errors until they are overwritten. */
    POISONED("poisoned"),
    /** Still where it was, and still bad. */
    UNHEALED("unhealed");

    private final String label;

    Fate(String label) {
        this.label = label;
    }

    /** Whether somebody should still care: it was not healed, or sectors of it are lost. */
    public boolean open() {
        return this == UNHEALED || this == POISONED;
    }

    public String label() {
        return label;
    }
}
