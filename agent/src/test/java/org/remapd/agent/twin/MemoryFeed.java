package org.remapd.agent.twin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.Feed;

/** What the reads of a {@link Feed} give, in order; then that nothing is there. */
public final class MemoryFeed implements Feed {

    private final Deque<Object> reads = new ArrayDeque<>();
    private String coming = "";
    private int waits;

    /** One read gives this. */
    public void add(String text) {
        reads.add(text);
    }

    /** One read fails. */
    public void fail(int errno) {
        reads.add(-errno);
    }

    /** Whoever waits finds this. */
    public void comesWhileWaiting(String text) {
        coming = text;
    }

    /** How often somebody waited. */
    public int waits() {
        return waits;
    }

    public boolean isEmpty() {
        return reads.isEmpty();
    }

    @Override
    public int read(byte[] buffer) {
        Object next = reads.isEmpty() ? (Object) (-Errno.EAGAIN) : reads.remove();
        if (next instanceof Integer errno) {
            return errno;
        }
        byte[] bytes = next.toString().getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public void awaitReadable(Duration timeout) {
        waits++;
        if (!coming.isEmpty()) {
            add(coming);
        }
    }

    @Override
    public void close() {}
}
