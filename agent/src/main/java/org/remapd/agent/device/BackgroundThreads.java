package org.remapd.agent.device;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads whose requests a disk gets only when nobody else wants anything of it, as far as its I/O scheduler knows classes (BFQ and
 * mq-deadline do); they keep no process alive.
 */
public final class BackgroundThreads implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThreads.class);

    private final String name;
    private final AtomicInteger number = new AtomicInteger();

    public BackgroundThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    standBack();
                    work.run();
                },
                name + " " + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private void standBack() {
        try {
            Libc.idleIo();
        } catch (ErrnoException e) {
            LOG.warn("{}: its reads stand in line with everybody else's: {}", name, e.getMessage());
        }
    }
}
