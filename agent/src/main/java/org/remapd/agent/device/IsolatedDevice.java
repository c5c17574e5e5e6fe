package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * A disk whose requests are made on a thread of its own and waited for no longer than a bound, so that a drive that hangs
 * holds up nobody else. While one request hangs, others fail at once with {@link IoError#TIMEOUT}; when it returns, the disk is
 * used again. A buffer given to a request that timed out must not be used again: the kernel may still write into it.
 */
public final class IsolatedDevice implements BlockDevice {

    private final BlockDevice disk;
    private final Duration limit;
    private final ExecutorService requests;
    private @Nullable Future<IoResult> hanging;

    public IsolatedDevice(BlockDevice disk, Duration limit) {
        this.disk = disk;
        this.limit = limit;
        this.requests = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "io " + disk.path());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String path() {
        return disk.path();
    }

    @Override
    public long sectors() {
        return disk.sectors();
    }

    @Override
    public int logicalBlockSize() {
        return disk.logicalBlockSize();
    }

    @Override
    public int physicalBlockSize() {
        return disk.physicalBlockSize();
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        return bounded(() -> disk.read(range, into));
    }

    @Override
    public IoResult verify(SectorRange range) {
        return bounded(() -> disk.verify(range));
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        return bounded(() -> disk.write(range, from));
    }

    @Override
    public IoResult flush() {
        return bounded(disk::flush);
    }

    private IoResult bounded(Callable<IoResult> request) {
        if (hanging != null && !hanging.isDone()) {
            return new IoResult.Failed(IoError.TIMEOUT, "an earlier request still hangs in the drive");
        }
        Future<IoResult> answer = requests.submit(request);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            hanging = answer;
            return new IoResult.Failed(IoError.TIMEOUT, "no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            hanging = answer;
            Thread.currentThread().interrupt();
            return new IoResult.Failed(IoError.OTHER, "interrupted");
        }
    }

    /** A request that hangs keeps the disk open until it returns. */
    @Override
    public void close() {
        requests.execute(disk::close);
        requests.shutdown();
    }
}
