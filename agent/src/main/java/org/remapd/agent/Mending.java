package org.remapd.agent;

import java.util.List;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;

/** Mends the damaged copies of the metadata of a device that nobody watches. */
public final class Mending {

    private Mending() {}

    /**
     * Does it.
     *
     * @param paths the device's disks, in their order
     * @return what was mended, in words
     * @throws AssemblyException if not all of it could be
     */
    public static List<String> of(List<String> paths) throws AssemblyException {
        List<DirectDevice> disks = Assembly.open(paths);
        try {
            DeviceMetadataStore store = Assembly.load(List.copyOf(disks));
            List<String> mended = store.repair();
            if (store.readOnly().isPresent()) {
                throw new AssemblyException(store.readOnly().get()
                        + (mended.isEmpty() ? "" : "; mended before: " + String.join("; ", mended)));
            }
            return mended;
        } finally {
            disks.forEach(DirectDevice::close);
        }
    }
}
