package org.remapd.agent.sensor.blocktrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.remapd.agent.port.BlockErrors;
import org.remapd.agent.sys.Feed;

/**
 * Our own instance of the kernel's tracing (Documentation/trace/ftrace.rst, "Instances"), in which only block_rq_error is enabled:
 * nobody else's tracing sees anything of it, nor we of theirs. It goes with {@link #close}; one that a killed daemon left is taken
 * over, with the errors that came meanwhile.
 */
public final class TraceInstance implements BlockErrors {

    private static final Path TRACING = Path.of("/sys/kernel/tracing");
    private static final String NAME = "remapd";
    private static final String EVENT = "events/block/block_rq_error";

    /** For each processor: about 1,200 errors, before those not yet read are overwritten. */
    private static final int BUFFER_KIB = 64;

    /** What a new instance takes over from the one that all share, and would make lines that are none, or a poll that does not wait. */
    private static final List<String> NOT_SET = List.of("raw", "hex", "bin", "block");

    private final Path instance;
    private final BlockErrors lines;

    private TraceInstance(Path instance, BlockErrors lines) {
        this.instance = instance;
        this.lines = lines;
    }

    /**
     * From now on all errors are told. What is needed is to be there: nothing is mounted.
     *
     * @throws IOException if that cannot be; the message says what is missing
     */
    public static TraceInstance open() throws IOException {
        return open(TRACING);
    }

    /** The same with tracefs somewhere else. */
    static TraceInstance open(Path tracing) throws IOException {
        Path instances = tracing.resolve("instances");
        if (!Files.isDirectory(instances)) {
            throw new IOException("tracefs is not mounted at " + tracing);
        }
        if (!Files.isDirectory(tracing.resolve(EVENT))) {
            throw new IOException("this kernel has no tracepoint block_rq_error (Linux has it since 5.18)");
        }
        Path instance = instances.resolve(NAME);
        if (!Files.exists(instance)) {
            Files.createDirectory(instance);
        }
        try {
            return new TraceInstance(instance, follow(instance));
        } catch (IOException e) {
            Files.deleteIfExists(instance);
            throw e;
        }
    }

    private static TraceReader follow(Path instance) throws IOException {
        write(instance.resolve("buffer_size_kb"), Integer.toString(BUFFER_KIB));
        for (String option : NOT_SET) {
            write(instance.resolve("options").resolve(option), "0");
        }
        TraceReader lines =
                new TraceReader(Feed.open(instance.resolve("trace_pipe").toString()));
        write(instance.resolve(EVENT).resolve("enable"), "1");
        return lines;
    }

    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    @Override
    public List<Entry> poll(Duration timeout) throws IOException {
        return lines.poll(timeout);
    }

    @Override
    public void close() throws IOException {
        lines.close();
        Files.deleteIfExists(instance);
    }
}
