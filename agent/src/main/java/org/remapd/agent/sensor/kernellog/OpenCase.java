package org.remapd.agent.sensor.kernellog;

/** An error of which not all lines may have come: what one layer of the kernel has said of one command so far. */
abstract sealed class OpenCase permits AtaCase, NvmeCase, ScsiCase, TroubleCase {

    static final long SOON_MICROS = 2_000_000;
    /** libata's error handler may reset the link before the layers above hear of the error. */
    static final long HANDLER_MICROS = 10_000_000;

    private final Evidence evidence = new Evidence();
    private Moment last;

    OpenCase(Moment first) {
        this.last = first;
    }

    void saw(LogLine line, Moment now) {
        evidence.add(now.line(), line.raw());
        last = now;
    }

    /** Adds its lines to those that tell of the whole error. */
    void tellInto(Evidence whole) {
        whole.add(evidence);
    }

    /** Whether what follows still belongs to it, even if nothing but the time says so. */
    boolean isFresh(Moment now) {
        return !now.isBeyond(last, SOON_MICROS);
    }

    boolean isOver(Moment now) {
        return now.isBeyond(last, patience());
    }

    abstract long patience();
}
