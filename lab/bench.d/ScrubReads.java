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

/** Reads a disk as the daemon scrubs it, with its pacing, but without a device: {@code ScrubReads.java DISK BLOCK-BYTES PASSES}. */
final class ScrubReads {

    private static final ThreadFactory THREADS = new BackgroundThreads("scrub");
    private static final ReadBuffers BUFFERS = new ReadBuffers();

    private ScrubReads() {}

    /** As often as wanted. Prints of the last pass its nanoseconds, those of the processor, and the sectors that could not be read. */
    public static void main(String[] arguments) throws Exception {
        for (int passes = Integer.parseInt(arguments[2]); passes > 1; passes--) {
            pass(arguments[0], Integer.parseInt(arguments[1]));
        }
        long used = processorNanos();
        long began = System.nanoTime();
        long unreadable = pass(arguments[0], Integer.parseInt(arguments[1]));
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
