package org.remapd.agent.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.fault.SectorRange;

/**
 * Small block devices stacked upon each other by lot, by lines of device-mapper tables; beside them, written down sector by
 * sector, where each is. Devices are called by numbers, as in such lines.
 */
final class RandomStack {

    /** One sector of a device. */
    record Sector(String device, long number) {}

    private final Random random;
    private final Map<Sector, Set<Sector>> below = new HashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    /** Upon these, each of so many sectors that there is room for something. */
    RandomStack(Random random, String... bottom) {
        this.random = random;
        for (String device : bottom) {
            layers.add(new Layer(device, 64 + random.nextInt(64), List.of()));
        }
    }

    /** One more device, of lines of any target. */
    void addLayer() {
        String name = "253:" + layers.size();
        int start = 0;
        List<Segment> segments = new ArrayList<>();
        for (int lines = 1 + random.nextInt(4); lines > 0; lines--) {
            TableLine line = line(name, start);
            segments.addAll(line.segments());
            start += (int) line.length();
        }
        layers.add(new Layer(name, start, segments));
    }

    private TableLine line(String name, int start) {
        return switch (random.nextInt(6)) {
            case 0 -> copies(name, start, "crypt", "aes-xts-plain64 00000000 0 %s 1 allow_discards", 1);
            case 1 -> copies(name, start, "mirror", "core 1 1024 2 %s %s 1 handle_errors", 2);
            case 2 -> striped(name, start);
            case 3 -> sameSectors(name, start);
            case 4 -> new TableLine(start, 1 + random.nextInt(16), "error", "");
            default -> copies(name, start, "linear", "%s", 1);
        };
    }

    private TableLine copies(String name, int start, String target, String text, int copies) {
        int length = 1 + random.nextInt(32);
        String[] places = new String[copies];
        for (int copy = 0; copy < copies; copy++) {
            Sector first = room(length);
            places[copy] = first.device + " " + first.number;
            for (int at = 0; at < length; at++) {
                lies(new Sector(name, start + at), new Sector(first.device, first.number + at));
            }
        }
        return new TableLine(start, length, target, text.formatted((Object[]) places));
    }

    /** As stripe_map_sector of the kernel's dm-stripe.c says it. */
    private TableLine striped(String name, int start) {
        int chunk = 1 + random.nextInt(4);
        int stripes = 1 + random.nextInt(3);
        int chunks = 1 + random.nextInt(4);
        List<Sector> firsts =
                Stream.generate(() -> room(chunk * chunks)).limit(stripes).toList();
        for (int at = 0; at < stripes * chunks * chunk; at++) {
            Sector first = firsts.get(at / chunk % stripes);
            long there = first.number + (long) (at / chunk / stripes) * chunk + at % chunk;
            lies(new Sector(name, start + at), new Sector(first.device, there));
        }
        String places = firsts.stream()
                .map(first -> " " + first.device + " " + first.number)
                .collect(Collectors.joining());
        return new TableLine(start, (long) stripes * chunks * chunk, "striped", stripes + " " + chunk + places);
    }

    /** Two ways to the same device, as far as it goes. */
    private TableLine sameSectors(String name, int start) {
        Layer device = anyLayer();
        if (device.sectors() <= start) {
            return copies(name, start, "flakey", "%s 10 2 0", 1);
        }
        int length = 1 + random.nextInt((int) device.sectors() - start);
        for (int at = start; at < start + length; at++) {
            lies(new Sector(name, at), new Sector(device.name(), at));
        }
        return new TableLine(
                start,
                length,
                "multipath",
                "0 0 1 1 round-robin 0 2 1 %s 100 %s 100".formatted(device.name(), device.name()));
    }

    private void lies(Sector above, Sector there) {
        below.computeIfAbsent(above, sector -> new HashSet<>()).add(there);
    }

    /** The first of so many sectors of a device that has them. */
    private Sector room(int sectors) {
        List<Layer> large =
                layers.stream().filter(device -> device.sectors() >= sectors).toList();
        Layer device = large.get(random.nextInt(large.size()));
        return new Sector(device.name(), random.nextInt((int) device.sectors() - sectors + 1));
    }

    /** The newest device, with all that there is. */
    Stack stack() {
        return new Stack(layers);
    }

    /** Any of the devices. */
    Layer anyLayer() {
        return layers.get(random.nextInt(layers.size()));
    }

    SectorRange anyRangeOf(Layer device) {
        int first = random.nextInt((int) device.sectors());
        return SectorRange.of(first, 1 + random.nextInt((int) device.sectors() - first));
    }

    /** Every sector that this one is, down to where it cannot be followed any more: itself, those it lies on, those they lie on. */
    Set<Sector> all(Sector sector) {
        Set<Sector> all = new HashSet<>(Set.of(sector));
        below.getOrDefault(sector, Set.of()).forEach(there -> all.addAll(all(there)));
        return all;
    }

    /** Of {@link #all} those that lie on no other. */
    Set<Sector> bottom(Sector sector) {
        return all(sector).stream().filter(one -> !below.containsKey(one)).collect(Collectors.toSet());
    }

    static Stream<Sector> sectors(String device, SectorRange range) {
        return LongStream.range(range.first().number(), range.end().number())
                .mapToObj(number -> new Sector(device, number));
    }
}
