package org.remapd.agent.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** A disk that somebody copied into a file, as ddrescue does. It is only read. */
public final class ImageFile implements BlockDevice {

    private final String path;
    private final FileChannel file;
    private final long sectors;

    private ImageFile(String path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.sectors = file.size() / SECTOR_BYTES;
    }

    /** Whether there is a file, and not a device. */
    public static boolean isAt(String path) {
        return Files.isRegularFile(Path.of(path));
    }

    public static ImageFile open(String path) throws IOException {
        try {
            return new ImageFile(path, FileChannel.open(Path.of(path), StandardOpenOption.READ));
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": permission denied", e);
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public int logicalBlockSize() {
        return SECTOR_BYTES;
    }

    @Override
    public int physicalBlockSize() {
        return SECTOR_BYTES;
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        ByteBuffer rest = into.duplicate();
        long begin = range.first().number() * SECTOR_BYTES - rest.position();
        try {
            while (rest.hasRemaining()) {
                if (file.read(rest, begin + rest.position()) < 0) {
                    return new IoResult.Failed(IoError.OTHER, "the image ends before " + range + " does");
                }
            }
            return new IoResult.Ok();
        } catch (IOException e) {
            return new IoResult.Failed(IoError.UNSPECIFIC, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        return new IoResult.Failed(IoError.OTHER, "an image is only read");
    }

    @Override
    public IoResult flush() {
        return new IoResult.Ok();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
