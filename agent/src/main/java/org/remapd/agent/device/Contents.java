package org.remapd.agent.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** What an existing disk holds, for somebody who wants to put something behind it. */
public sealed interface Contents {

    /** Nothing that is known. */
    record Nothing() implements Contents {}

    /** One file system, and nothing else; it is known where it ends. */
    record One(FileSystem fileSystem) implements Contents {}

    /**
     * Something of which it is not known where it ends.
     *
     * @param what in words
     */
    record Boundless(String what) implements Contents {}

    /** Reads it. */
    static Contents of(DirectDevice disk) throws IOException {
        Optional<String> ours = Signatures.ours(disk);
        return ours.isPresent()
                ? new Boundless(ours.get())
                : of(Signatures.known(disk.path()), head(disk), disk.sectors() * BlockDevice.SECTOR_BYTES);
    }

    /** The same from what was read. */
    static Contents of(List<Signature> signatures, ByteBuffer head, long diskBytes) {
        if (signatures.isEmpty()) {
            return new Nothing();
        }
        String type = signatures.get(0).type();
        OptionalLong reach = FileSystem.reach(type, head);
        boolean alone = signatures.stream()
                .allMatch(
                        signature -> signature.type().equals(type) && signature.byteOffset() < reach.orElse(diskBytes));
        if (!alone || reach.isEmpty() || reach.getAsLong() > diskBytes) {
            return new Boundless(String.join(
                    ", ", signatures.stream().map(Signature::toString).toList()));
        }
        return new One(new FileSystem(type, reach.getAsLong()));
    }

    /** The first bytes of a disk, zeros behind its end. */
    private static ByteBuffer head(DirectDevice disk) throws IOException {
        long sectors = Math.min(FileSystem.HEAD_BYTES / BlockDevice.SECTOR_BYTES, disk.sectors());
        ByteBuffer buffer = BlockDevice.buffer(sectors);
        if (disk.read(SectorRange.of(0, sectors), buffer) instanceof IoResult.Failed failed) {
            throw new IOException(disk.path() + ": its beginning cannot be read: " + failed.detail());
        }
        return ByteBuffer.allocate(FileSystem.HEAD_BYTES).put(buffer.rewind()).rewind();
    }
}
