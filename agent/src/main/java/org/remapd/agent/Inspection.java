package org.remapd.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.remapd.agent.device.AbsentDevice;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.Discovery;
import org.remapd.agent.device.ImageFile;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.port.BlockDevice;

/**
 * What is on the disks of a remap device. Reading it writes nothing and disturbs nobody, also while the device is in use.
 *
 * @param disks  where its disks are now, in their order; empty for one that is missing
 * @param twins  others that say to be the disk that was asked about: one is a copy of the other
 * @param damage of each copy of the metadata what is wrong with it
 */
public record Inspection(
        List<Optional<String>> disks, List<String> twins, Metadata metadata, List<List<String>> damage) {

    /** While somebody writes, a copy may look behind the others; not so when it is looked at again. */
    private static final int LOOKS = 3;

    private static final long PAUSE_MILLIS = 200;

    /** Of the remap device that the disk at {@code path} belongs to, or the image of one: then of that disk alone. */
    public static Inspection of(String path) throws AssemblyException {
        try {
            Discovery.Around around = Discovery.around(path);
            Inspection seen = read(around);
            boolean live = !ImageFile.isAt(path);
            for (int looks = 1; live && looks < LOOKS && seen.damaged(); looks++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                seen = read(around);
            }
            return seen;
        } catch (IOException | MetadataException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssemblyException("interrupted", e);
        }
    }

    private static Inspection read(Discovery.Around around) throws IOException, MetadataException {
        List<BlockDevice> disks = new ArrayList<>();
        try {
            for (int member = 0; member < around.members().size(); member++) {
                Optional<String> path = around.paths().get(member);
                disks.add(
                        path.isPresent()
                                ? open(path.get())
                                : new AbsentDevice(around.members().get(member).sectors()));
            }
            DeviceMetadataStore store = DeviceMetadataStore.load(disks);
            int copies = store.current().geometry().copies().size();
            List<List<String>> damage =
                    IntStream.range(0, copies).mapToObj(store::damage).toList();
            return new Inspection(around.paths(), around.twins(), store.current(), damage);
        } finally {
            disks.forEach(BlockDevice::close);
        }
    }

    private static BlockDevice open(String path) throws IOException {
        return ImageFile.isAt(path) ? ImageFile.open(path) : DirectDevice.openReadOnly(path);
    }

    /** Whether anything is wrong with a copy of the metadata. */
    public boolean damaged() {
        return damage.stream().anyMatch(ofCopy -> !ofCopy.isEmpty());
    }

    /** Whether all disks are there, and each only once. */
    public boolean complete() {
        return twins.isEmpty() && disks.stream().allMatch(Optional::isPresent);
    }

    /** What lies there now, of devices that are all there. */
    public List<String> paths() throws AssemblyException {
        List<String> paths = new ArrayList<>();
        for (int member = 0; member < disks.size(); member++) {
            String which = metadata.geometry().members().get(member).identity();
            paths.add(disks.get(member)
                    .orElseThrow(() -> new AssemblyException(
                            "a disk of the device is missing" + (which.isEmpty() ? "" : ": " + which))));
        }
        return paths;
    }

    /** How the data and what is ours go together. */
    public CreationPlan.Arrangement arrangement() {
        return CreationPlan.Arrangement.of(metadata.geometry());
    }
}
