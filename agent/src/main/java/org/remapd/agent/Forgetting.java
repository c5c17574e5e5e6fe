package org.remapd.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.port.BlockDevice;

/**
 * The end of a remap device: what lives on spares goes back to where it came from, and then its disks are its disks' owner's
 * again. While it is at work nobody else uses them.
 */
public final class Forgetting implements AutoCloseable {

    /** Units that are written and read back together. */
    private static final int TOGETHER = 256;

    /**
     * Sectors that cannot be given back.
     *
     * @param where their place on the data's disk
     */
    public record Loss(MappedSector sector, SectorRange where, String why) {}

    private final List<DirectDevice> disks;
    private final Metadata metadata;

    private Forgetting(List<DirectDevice> disks, Metadata metadata) {
        this.disks = disks;
        this.metadata = metadata;
    }

    /**
     * Takes hold of the disks; they must not be in use.
     *
     * @param paths all of them, in their order
     */
    public static Forgetting begin(List<String> paths) throws AssemblyException {
        List<DirectDevice> disks = new ArrayList<>();
        try {
            for (String path : paths) {
                disks.add(DirectDevice.openExclusive(path));
                Assembly.lock(disks.get(disks.size() - 1));
            }
            return new Forgetting(disks, Assembly.load(List.copyOf(disks)).current());
        } catch (IOException e) {
            disks.forEach(DirectDevice::close);
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        } catch (AssemblyException e) {
            disks.forEach(DirectDevice::close);
            throw e;
        }
    }

    /** What is known to be lost before anything is tried. */
    public static List<Loss> lost(Metadata metadata) {
        return metadata.mapped()
                .filter(mapping -> !mapping.poison().isEmpty())
                .flatMap(mapping -> mapping.poison().in(mapping.unit()).stream())
                .map(sector -> loss(metadata, sector, 1, "it was lost before"))
                .toList();
    }

    private static Loss loss(Metadata metadata, MappedSector sector, long count, String why) {
        return new Loss(sector, new SectorRange(metadata.geometry().toDisk(sector), count), why);
    }

    /**
     * Writes the data of each unit on a spare to its original place and reads it back. The records stay, so it can be
     * repeated, and the device assembled again.
     *
     * @return what could not be given back
     */
    public List<Loss> giveBack() {
        List<Loss> losses = new ArrayList<>();
        List<Mapping> some = new ArrayList<>();
        for (Iterator<Mapping> each = metadata.mapped().iterator(); each.hasNext(); ) {
            some.add(each.next());
            if (some.size() == TOGETHER || !each.hasNext()) {
                giveBack(some, losses);
                some.clear();
            }
        }
        return losses;
    }

    /** A piece of a unit that has data: what is lost of it has none. */
    private record Piece(MappedSector sector, SectorRange original, ByteBuffer data) {}

    private void giveBack(List<Mapping> some, List<Loss> losses) {
        List<Piece> written = new ArrayList<>();
        for (Mapping mapping : some) {
            mapping.poison()
                    .in(mapping.unit())
                    .forEach(sector -> losses.add(loss(metadata, sector, 1, "it was lost before")));
            for (Piece piece : pieces(mapping, losses)) {
                if (disks.get(0).write(piece.original(), piece.data()) instanceof IoResult.Failed failed) {
                    losses.add(new Loss(piece.sector(), piece.original(), failed.detail()));
                } else {
                    written.add(piece);
                }
            }
        }
        IoResult flushed = disks.get(0).flush();
        for (Piece piece : written) {
            IoResult result = flushed.ok() ? readBack(piece) : flushed;
            if (result instanceof IoResult.Failed failed) {
                losses.add(new Loss(piece.sector(), piece.original(), failed.detail()));
            }
        }
    }

    private List<Piece> pieces(Mapping mapping, List<Loss> losses) {
        Geometry geometry = metadata.geometry();
        int unit = geometry.unitSectors();
        Extent spare = geometry.spare(mapping.spare());
        ByteBuffer data = BlockDevice.buffer(unit);
        if (disks.get(spare.member()).read(spare.range(), data) instanceof IoResult.Failed failed) {
            losses.add(loss(metadata, mapping.unit(), unit, "its spare cannot be read: " + failed.detail()));
            return List.of();
        }
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= unit; at++) {
            if (at == unit || mapping.poison().contains(at)) {
                if (at > from) {
                    pieces.add(piece(mapping.unit().plus(from), at - from, data, from));
                }
                from = at + 1;
            }
        }
        return pieces;
    }

    private Piece piece(MappedSector sector, int count, ByteBuffer unit, int from) {
        ByteBuffer data = BlockDevice.buffer(count);
        data.put(0, unit, from * BlockDevice.SECTOR_BYTES, count * BlockDevice.SECTOR_BYTES);
        return new Piece(sector, new SectorRange(metadata.geometry().toDisk(sector), count), data);
    }

    private IoResult readBack(Piece piece) {
        ByteBuffer back = BlockDevice.buffer(piece.original().count());
        IoResult read = disks.get(0).read(piece.original(), back);
        return !read.ok() || back.rewind().equals(piece.data().rewind())
                ? read
                : new IoResult.Failed(IoError.MEDIUM, "it reads back as something else");
    }

    /** From now on the disks belong to no remap device; their data stays as it is. */
    public void wipe() throws AssemblyException {
        IoResult wiped = DeviceMetadataStore.forget(List.copyOf(disks), metadata.superblock());
        if (wiped instanceof IoResult.Failed failed) {
            throw new AssemblyException("the superblocks could not be overwritten: " + failed.detail());
        }
    }

    @Override
    public void close() {
        disks.forEach(DirectDevice::close);
    }
}
