package org.remapd.daemon;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.remapd.daemon.alert.Told;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people were told, kept for the next daemon, so that it neither tells them the same at once nor forgets to remind them. A thread of its own
 * touches the file, which may lie on a disk that hangs, or one that this very daemon heals.
 */
final class NoticeMemory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeMemory.class);

    private final NoticeFile file;
    private final Supplier<List<Told>> now;
    private final Consumer<List<Told>> earlier;
    private final Tending tending = new Tending("notice memory", this::tend);
    private boolean read;

    /** Whether there is no file, or one that this daemon may change. */
    private boolean ours = true;

    private List<Told> written = List.of();
    private boolean failed;

    /**
     * Nothing is read so far.
     *
     * @param now     what people were told up to now
     * @param earlier takes what they were told before, once that can be read; nothing is written until then
     */
    NoticeMemory(NoticeFile file, Supplier<List<Told>> now, Consumer<List<Told>> earlier) {
        this.file = file;
        this.now = now;
        this.earlier = earlier;
    }

    /** Has its thread tend it until it is closed. */
    void start() {
        tending.start();
    }

    /** Reads what an earlier daemon left, later on writes what has changed; to be called now and then, by one thread. */
    void tend() {
        if (!read && file.hasPlace()) {
            written = left();
            earlier.accept(written);
            read = true;
        }
        List<Told> told = now.get();
        if (read && ours && !told.equals(written)) {
            write(told);
        }
    }

    private List<Told> left() {
        try {
            return file.read();
        } catch (VersionedFile.NewerException e) {
            ours = false;
            LOG.warn("what people were told before is not known, nor kept for the next daemon: {}", e.getMessage());
        } catch (VersionedFile.CorruptException e) {
            LOG.warn("what people were told before is not known: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("what people were told before is not known: {}", e.toString());
        }
        return List.of();
    }

    private void write(List<Told> told) {
        try {
            file.write(told);
            written = told;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("what people were told is not kept for the next daemon, so far: {}", e.toString());
            }
            failed = true;
        }
    }

    /** Waits, for a bounded time, until what is known is written. */
    @Override
    public void close() {
        tending.close();
    }
}
