package org.remapd.agent.sensor.kernellog;

/** What the NVMe driver says. */
final class NvmeCase extends OpenCase {

    final Clue.Nvme clue;

    NvmeCase(Clue.Nvme clue, Moment first) {
        super(first);
        this.clue = clue;
    }

    @Override
    long patience() {
        return SOON_MICROS;
    }
}
