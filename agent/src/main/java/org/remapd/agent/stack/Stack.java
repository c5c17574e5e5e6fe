package org.remapd.agent.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import org.remapd.agent.fault.SectorRange;

/**
 * A block device with all that it lies on.
 *
 * @param layers each lies only on such as come before it; the last is the device itself
 */
public record Stack(List<Layer> layers) {

    public Stack {
        layers = List.copyOf(layers);
        Set<String> before = new HashSet<>();
        for (Layer layer : layers) {
            for (Segment segment : layer.segments()) {
                if (!before.contains(segment.below())) {
                    throw new IllegalArgumentException(
                            layer.name() + " lies on " + segment.below() + ", which is not below");
                }
            }
            if (!before.add(layer.name())) {
                throw new IllegalArgumentException(layer.name() + " is there twice");
            }
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a stack of nothing");
        }
    }

    /** The device that lies on all the others. */
    public Layer top() {
        return layers.get(layers.size() - 1);
    }

    /**
     * Where sectors of the top lie on the devices that lie on no other; what can be followed only a part of the way is where
     * that ends. The same sectors may be in several places: RAID 1, paths to one disk.
     */
    public List<Place> bottom(SectorRange range) {
        List<Place> bottom = new ArrayList<>();
        Map<String, List<SectorRange>> asked = new HashMap<>();
        asked.put(top().name(), List.of(range));
        for (ListIterator<Layer> down = layers.listIterator(layers.size()); down.hasPrevious(); ) {
            Layer layer = down.previous();
            for (SectorRange part : SectorRange.merged(asked.getOrDefault(layer.name(), List.of()))) {
                List<SectorRange> followed = new ArrayList<>();
                for (Segment segment : layer.segments()) {
                    segment.down(part).ifPresent(there -> {
                        asked.computeIfAbsent(segment.below(), name -> new ArrayList<>())
                                .add(there);
                        followed.addAll(segment.up(there));
                    });
                }
                part.without(followed).forEach(rest -> bottom.add(new Place(layer.name(), rest)));
            }
        }
        return bottom;
    }

    /** Which sectors of the top lie, perhaps among others, in a place of one of the layers; none if it is of another device. */
    public List<SectorRange> up(Place place) {
        Map<String, List<SectorRange>> touched = new HashMap<>();
        for (Layer layer : layers) {
            List<SectorRange> own =
                    layer.name().equals(place.device()) ? layer.within(place.range()) : lyingOn(touched, layer);
            touched.put(layer.name(), own);
        }
        return touched.getOrDefault(top().name(), List.of());
    }

    /** A layer's sectors that lie on those of the layers below that are touched. */
    private static List<SectorRange> lyingOn(Map<String, List<SectorRange>> touched, Layer layer) {
        return SectorRange.merged(layer.segments().stream()
                .flatMap(segment -> touched.getOrDefault(segment.below(), List.of()).stream()
                        .flatMap(there -> segment.up(there).stream()))
                .toList());
    }
}
