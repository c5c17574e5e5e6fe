package org.remapd.agent.sensor.kernellog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.Feed;

/**
 * Follows {@code /dev/kmsg} (Documentation/ABI/testing/dev-kmsg): each read gives one record; EPIPE says that the next one
 * was overwritten, and the read after it goes on with the oldest that is left. What was missed is counted by the gap in
 * the sequence numbers, which also shows what was overwritten while nobody was reading.
 */
public final class KmsgReader implements KernelLog {

    /** A record with its properties and everything escaped stays far below (kernel: CONSOLE_EXT_LOG_MAX, 8 KiB). */
    private static final int LONGEST_RECORD = 1 << 15;

    private final Feed device;
    private final String boot;
    private final byte[] buffer = new byte[LONGEST_RECORD];
    private long last;
    private boolean overrun;
    private @Nullable Logged behindGap;

    private KmsgReader(Feed device, String boot, long last) {
        this.device = device;
        this.boot = boot;
        this.last = last;
    }

    /** Gives all that is in the log from where {@code device} stands; move it to the end to get what is new. */
    public static KmsgReader from(Feed device, String boot) {
        return new KmsgReader(device, boot, -1);
    }

    /**
     * Goes on behind {@code position}. Of another boot than the present it means nothing, and all of the log is new.
     *
     * @param device at the log's first record
     * @param boot the present one
     */
    public static KmsgReader after(Position position, Feed device, String boot) {
        return new KmsgReader(device, boot, position.boot().equals(boot) ? position.sequence() : -1);
    }

    @Override
    public Optional<Entry> poll(Duration timeout) throws IOException {
        if (behindGap != null) {
            Logged record = behindGap;
            behindGap = null;
            return Optional.of(taken(record));
        }
        Optional<Entry> entry = next();
        if (entry.isEmpty()) {
            device.awaitReadable(timeout);
            entry = next();
        }
        return entry;
    }

    @Override
    public Optional<Position> position() {
        return last < 0 ? Optional.empty() : Optional.of(new Position(boot, last));
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    private Optional<Entry> next() throws IOException {
        while (true) {
            int count = device.read(buffer);
            if (count == -Errno.EAGAIN || count == 0) {
                return Optional.empty();
            }
            if (count == -Errno.EPIPE) {
                overrun = true;
            } else if (count < 0 && count != -Errno.EINTR) {
                throw new IOException("/dev/kmsg: errno " + -count);
            } else if (count > 0) {
                Logged record = logged(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                if (record.sequence() > last) {
                    return Optional.of(entry(record));
                }
            }
        }
    }

    private Entry entry(Logged record) {
        long missed = last < 0 ? 0 : record.sequence() - last - 1;
        if (missed == 0 && !overrun) {
            return taken(record);
        }
        overrun = false;
        behindGap = record;
        return new Overrun(Math.max(1, missed));
    }

    private Logged taken(Logged record) {
        last = record.sequence();
        return record;
    }

    /** A record whose head is no record's is given all the same, as if it came next. */
    private Logged logged(String text) {
        int end = text.indexOf('\n');
        KmsgRecord parsed = KmsgRecord.parse(end < 0 ? text : text.substring(0, end));
        return new Logged(parsed == null ? last + 1 : parsed.sequence(), text);
    }
}
