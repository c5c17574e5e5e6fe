package org.remapd.agent.sensor.kernellog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A log as a stream of bytes, gzipped or not, cut into lines for {@link LogFormat}. Holds one line at a time, of which
 * what is beyond {@value #LONGEST} bytes is left out: no kernel message is near as long.
 */
public final class LogFile {

    static final int LONGEST = 1 << 20;

    /** What files begin with. */
    private static final String GZIP = "\u001f\u008b";

    private static final String JOURNAL = "LPKSHHRH";
    /** xz, zstd, bzip2. */
    private static final List<String> PACKED = List.of("\u00fd7zXZ\0", "(\u00b5/\u00fd", "BZh9");

    private static final int LONGEST_MAGIC = 8;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int end;

    private LogFile(InputStream in) {
        this.in = in;
    }

    /**
     * Reads all of {@code in}; the caller closes it.
     *
     * @throws IOException also if it is no text
     */
    public static void forEachLine(InputStream in, Consumer<String> out) throws IOException {
        BufferedInputStream start = new BufferedInputStream(in);
        start.mark(LONGEST_MAGIC);
        String magic = new String(start.readNBytes(LONGEST_MAGIC), StandardCharsets.ISO_8859_1);
        start.reset();
        if (magic.startsWith(JOURNAL)) {
            throw new IOException("a journal in its binary form; journalctl -o export --file FILE tells what it holds");
        }
        for (String packed : PACKED) {
            if (magic.startsWith(packed)) {
                throw new IOException("packed in a way that is not gzip's; unpack it first");
            }
        }
        new LogFile(magic.startsWith(GZIP) ? new GZIPInputStream(start) : start).lines(out);
    }

    private void lines(Consumer<String> out) throws IOException {
        StringBuilder begun = new StringBuilder();
        while (fill()) {
            int newline = next;
            while (newline < end && buffer[newline] != '\n') {
                newline++;
            }
            String part = new String(buffer, next, newline - next, StandardCharsets.ISO_8859_1);
            next = newline + 1;
            if (newline == end) {
                begun.append(part, 0, Math.min(part.length(), LONGEST - begun.length()));
            } else if (begun.isEmpty()) {
                out.accept(part);
            } else {
                begun.append(part, 0, Math.min(part.length(), LONGEST - begun.length()));
                out.accept(begun.toString());
                begun.setLength(0);
            }
        }
        if (!begun.isEmpty()) {
            out.accept(begun.toString());
        }
    }

    private boolean fill() throws IOException {
        if (next < end) {
            return true;
        }
        end = in.read(buffer);
        next = 0;
        return end > 0;
    }
}
