package org.remapd.agent.sensor.scrub;

import java.io.IOException;
import java.time.ZoneId;
import org.remapd.agent.device.DiskStat;
import org.remapd.agent.device.DiskSurroundings;
import org.remapd.agent.device.OtherUse;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.pace.Governor;
import org.remapd.agent.sensor.scrub.pace.Limits;
import org.remapd.agent.sensor.scrub.pace.Load;
import org.remapd.agent.sensor.scrub.pace.Pacing;
import org.remapd.agent.sensor.scrub.pace.Progress;
import org.remapd.agent.sensor.scrub.pace.Sample;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pacing of one scrub of a disk of this machine: takes the samples of which the {@link Governor} decides. */
public final class DiskPacing implements Pacing, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskPacing.class);

    private final String path;
    private final Clock clock;
    private final OtherUse others;
    private final SurroundingsWatch surroundings;
    private Limits limits;
    private volatile Governor governor;

    private DiskPacing(String path, Limits limits, Clock clock) throws IOException {
        this.path = path;
        this.clock = clock;
        this.others = OtherUse.of(path, clock);
        this.surroundings = new SurroundingsWatch(DiskSurroundings.of(path), clock);
        this.limits = limits;
        this.governor = new Governor(limits);
    }

    /**
     * Of a disk that is about to be read. It looks around, for 2 s at most, and has a thread until it is closed.
     *
     * @param path what is read, below the remap device
     * @throws IOException if there is no such block device
     */
    public static DiskPacing of(String path, Limits limits, Clock clock) throws IOException {
        DiskPacing pacing = new DiskPacing(path, limits, clock);
        pacing.surroundings.start();
        return pacing;
    }

    @Override
    public Speed now(Progress progress) {
        Sample sample =
                new Sample(clock.nanos(), clock.now().atZone(ZoneId.systemDefault()), load(), surroundings.now());
        Speed speed = governor.now(sample, progress);
        surroundings.awake(!speed.isStill() || speed.why() == Why.HEAT);
        return speed;
    }

    /**
     * Whatever was said last, it is not read: something else is in the way, and the disk may fall asleep. Any thread.
     *
     * @param begun whether it was read before, and is to be woken to go on with that
     */
    public synchronized void leftAlone(boolean begun) {
        surroundings.awake(false);
        if (!begun) {
            governor = new Governor(limits);
        }
    }

    /** From now on by these limits; it takes a moment to see again who else uses the disk. Any thread. */
    public synchronized void limits(Limits limits) {
        this.limits = limits;
        governor = new Governor(limits);
    }

    /** A disk of which nothing can be told any more is about to be told to be gone. */
    private Load load() {
        try {
            DiskStat use = others.sinceLast();
            return new Load(use.requests(), use.inFlight(), use.waitedMillis());
        } catch (IOException e) {
            LOG.debug("{}: {}", path, e.getMessage());
            return Load.NONE;
        }
    }

    @Override
    public void close() {
        surroundings.close();
    }
}
