package org.remapd.agent.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** The image of a disk in a file, as ddrescue makes one. It can only be read. */
public final class ImageFile implements BlockDevice {

    private final Path path;
    private final FileChannel file;
    private final long sectors;

    private ImageFile(Path path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.sectors = file.size() / SECTOR_BYTES;
    }

    public static ImageFile open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        return new ImageFile(path, file);
    }

    @Override
    public String path() {
        return path.toString();
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
        long offset = range.first().number() * SECTOR_BYTES;
        ByteBuffer left = into.duplicate();
        try {
            while (left.hasRemaining()) {
                int read = file.read(left, offset + left.position() - into.position());
                if (read < 0) {
                    return new IoResult.Failed(IoError.OTHER, "the file ends before " + range.end());
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
        return new IoResult.Failed(IoError.OTHER, "an image is only read");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
