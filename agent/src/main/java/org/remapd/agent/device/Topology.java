package org.remapd.agent.device;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.stack.Layer;
import org.remapd.agent.stack.Place;
import org.remapd.agent.stack.Stack;

/**
 * Where a remap device lies for the kernel: what its disk is made of, and what it is called itself. So errors of what is
 * below, and of the device itself, become places of its disk. True when it was read: while a device is in use what is below may
 * change (pvmove, a path that comes back), and what was plugged out may come back under another name.
 */
public final class Topology {

    private final Stack disk;
    private final String device;
    private final SectorRange data;

    Topology(Stack disk, String device, SectorRange data) {
        this.disk = disk;
        this.device = device;
        this.data = data;
    }

    /**
     * As it is now.
     *
     * @param disk   the path of the disk with the data
     * @param device the path of the remap device
     * @param data   where the remap device's sectors lie on the disk
     * @throws IOException if any of it is gone
     */
    public static Topology of(String disk, String device, SectorRange data) throws IOException {
        Stack stack = StackReader.system().of(KernelNames.ofNode(disk));
        return new Topology(stack, KernelNames.ofNode(device), data);
    }

    /** The kernel's name of the whole disk that the first sector lies on, e.g. {@code sda} for {@code /dev/sda1}. */
    public String wholeDisk() {
        return disk.bottom(SectorRange.of(0, 1)).get(0).device();
    }

    /** The kernel's names of all whole disks that it lies on, or of what is no disk and yet lies on nothing known. */
    public Set<String> wholeDisks() {
        return disk.layers().stream()
                .filter(layer -> layer.segments().isEmpty())
                .map(Layer::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Which sectors of the disk with the data are meant by these places; none if they are another's, or lie outside. */
    public List<SectorRange> translate(Collection<Place> places) {
        return SectorRange.merged(places.stream().flatMap(this::translate).toList());
    }

    private Stream<SectorRange> translate(Place place) {
        return place.device().equals(device) ? mapped(place.range()).stream() : disk.up(place).stream();
    }

    /** Where they are at home. To a spare it is the error of its own disk that leads. */
    private Optional<SectorRange> mapped(SectorRange sectors) {
        return sectors.intersection(SectorRange.of(0, data.count()))
                .map(part -> new SectorRange(data.first().plus(part.first().number()), part.count()));
    }
}
