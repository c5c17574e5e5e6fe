package org.remapd.agent.sensor.blocktrace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockErrors;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Feed;

/**
 * Follows a {@code trace_pipe} in which only block_rq_error is enabled. Between its lines the kernel says how many events of a processor
 * were overwritten before they could be read (kernel/trace/trace.c, {@code print_trace_line}); a line that cannot be understood
 * counts as one that was.
 */
public final class TraceReader implements BlockErrors {

    /** The kernel hands out whole lines, a page or two at once (TRACE_SEQ_BUFFER_SIZE). */
    private static final int LONGEST_READ = 1 << 14;

    private static final Pattern OVERWRITTEN = Pattern.compile("CPU:\\d+ \\[LOST (?:(\\d{1,18}) )?EVENTS\\]");

    private final Feed feed;
    private final byte[] buffer = new byte[LONGEST_READ];

    /** The line that has begun, and has no end so far. */
    private String begun = "";

    public TraceReader(Feed feed) {
        this.feed = feed;
    }

    @Override
    public List<Entry> poll(Duration timeout) throws IOException {
        String text = read();
        if (text.isEmpty()) {
            feed.awaitReadable(timeout);
            text = read();
        }
        return entries(text);
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }

    private String read() throws IOException {
        int count = feed.read(buffer);
        if (count >= 0) {
            return new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        }
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return "";
        }
        throw new ErrnoException("trace_pipe", -count);
    }

    private List<Entry> entries(String text) {
        List<Entry> entries = new ArrayList<>();
        String all = begun + text;
        int from = 0;
        for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
            entry(all.substring(from, end)).ifPresent(entries::add);
            from = end + 1;
        }
        begun = all.substring(from);
        if (begun.length() > LONGEST_READ) {
            begun = "";
            entries.add(new Missed(1));
        }
        return entries;
    }

    private static Optional<Entry> entry(String line) {
        Matcher overwritten = OVERWRITTEN.matcher(line);
        if (overwritten.matches()) {
            String events = overwritten.group(1);
            return Optional.of(new Missed(events == null ? 1 : Math.max(1, Long.parseLong(events))));
        }
        if (!TraceLine.isOne(line)) {
            return Optional.empty();
        }
        Optional<TraceLine> parsed = TraceLine.parse(line);
        return parsed.isEmpty() ? Optional.of(new Missed(1)) : parsed.flatMap(TraceReader::failed);
    }

    /** Empty of requests without data. */
    private static Optional<Entry> failed(TraceLine line) {
        if (line.operation() == TraceLine.Operation.OTHER || line.count() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Failed(
                line.disk(),
                SectorRange.of(line.sector(), line.count()),
                line.operation() == TraceLine.Operation.WRITE,
                IoError.ofErrno(line.errno())));
    }
}
