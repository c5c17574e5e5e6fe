import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.remapd.agent.Assembly;
import org.remapd.agent.device.BackgroundThreads;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.DiskPacing;
import org.remapd.agent.sensor.scrub.ReadBuffers;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.pace.Limits;

/**
 * Reads a disk as the daemon scrubs it, with its pacing, but without a device: {@code ScrubReads.java DISK BLOCK-BYTES FIRST}. FIRST is a disk that is
 * read before, and does not count: a daemon's code is not new to Java.
 */
final class ScrubReads {

    private static final ThreadFactory THREADS = new BackgroundThreads("scrub");
    private static final ReadBuffers BUFFERS = new ReadBuffers();

    private ScrubReads() {}

    /** Prints of the disk its nanoseconds, those of the processor, and the sectors that could not be read. */
    public static void main(String[] arguments) throws Exception {
        int blockBytes = Integer.parseInt(arguments[1]);
        pass(arguments[2], blockBytes);
        long used = processorNanos();
        long began = System.nanoTime();
        long unreadable = pass(arguments[0], blockBytes);
        System.out.println((System.nanoTime() - began) + " " + (processorNanos() - used) + " " + unreadable);
    }

    private static long pass(String disk, int blockBytes) throws Exception {
        List<BlockDevice> handles = Assembly.openForScrub(disk);
        ScrubPlan plan = new ScrubPlan(List.of(SectorRange.of(0, handles.get(0).sectors())));
        try (DiskPacing pacing = DiskPacing.of(disk, Limits.NONE, Clock.SYSTEM)) {
            ScrubProgress end = new Scrub(
                            handles, plan, Scrub.begin(Instant.now()), BUFFERS, blockBytes, pacing, THREADS, Clock.SYSTEM, bad -> {})
                    .run();
            if (end.state() != ScrubProgress.State.FINISHED) {
                throw new IllegalStateException(end.toString());
            }
            return end.unreadable();
        }
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
