package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.stack.Layer;
import org.remapd.agent.stack.Place;
import org.remapd.agent.stack.Segment;
import org.remapd.agent.stack.Stack;
import org.remapd.agent.stack.TableLine;
import org.remapd.agent.sys.Dm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a block device lies on: a partition by its start, a loop device on another device, md of the levels raid1 and
 * linear (the kernel's Documentation/admin-guide/md.rst), and of the device mapper whatever {@link TableLine} understands. On a
 * remap device it goes no further: what is below is that device's own. Nor below md's striped levels.
 */
public final class StackReader {

    private static final Logger LOG = LoggerFactory.getLogger(StackReader.class);

    /** Of one device, with all that is below; what is beyond is taken to lie on nothing. */
    private static final int MOST_LAYERS = 256;

    private static final String DEV = "/dev/";
    private static final String ARRAY_DISK = "dev-";

    /** No request is as long, and of one that were nothing could be learned. */
    private static final long MOST_SECTORS = 65_536;

    /** The tables of the device mapper's devices. */
    interface Tables {
        List<TableLine> of(int major, int minor) throws IOException;
    }

    private final KernelNames names;
    private final Tables tables;
    private final Lately<String, Stack> lately;

    StackReader(Path sys, Tables tables, Clock clock) {
        this.names = new KernelNames(sys);
        this.tables = tables;
        this.lately = new Lately<>(clock);
    }

    /** Of the running kernel. */
    public static StackReader system() {
        return new StackReader(Path.of("/sys"), StackReader::table, Clock.SYSTEM);
    }

    private static List<TableLine> table(int major, int minor) throws IOException {
        return Dm.table(major, minor).stream()
                .map(line -> new TableLine(line.start(), line.length(), line.target(), line.text()))
                .toList();
    }

    /**
     * Where sectors of a device are in the end, now or a moment ago. Any thread.
     *
     * @param logged the device, by any of the names that the kernel's log has for it
     * @return nowhere, if there is no such device, or if these are more sectors than one request can have
     */
    public List<Place> bottom(String logged, SectorRange range) {
        if (range.count() > MOST_SECTORS) {
            LOG.debug("{} {}: there is no such request", logged, range);
            return List.of();
        }
        try {
            return lately.of(logged, this::logged).bottom(range);
        } catch (IOException e) {
            LOG.debug("{}: {}", logged, e.getMessage());
            return List.of();
        }
    }

    private Stack logged(String logged) throws IOException {
        return of(names.of(logged).orElseThrow(() -> new IOException("there is no such device")));
    }

    /**
     * The device that the kernel calls {@code name}, with all that is below it.
     *
     * @throws IOException if there is none, or if it changes just now
     */
    public Stack of(String name) throws IOException {
        Map<String, Layer> layers = new LinkedHashMap<>();
        try {
            read(name, new HashSet<>(), layers);
            return new Stack(List.copyOf(layers.values()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("what " + name + " lies on is not understood: " + e.getMessage(), e);
        }
    }

    private void read(String name, Set<String> seen, Map<String, Layer> layers) throws IOException {
        seen.add(name);
        long sectors = number(names.directory(name).resolve("size"));
        List<Segment> followed = new ArrayList<>();
        for (Segment segment : sectors == 0 ? List.<Segment>of() : segments(name, sectors)) {
            if (!seen.contains(segment.below()) && seen.size() < MOST_LAYERS) {
                read(segment.below(), seen, layers);
            }
            if (layers.containsKey(segment.below())) {
                followed.add(segment);
            }
        }
        layers.put(name, new Layer(name, sectors, followed));
    }

    private List<Segment> segments(String name, long sectors) throws IOException {
        Path block = names.directory(name);
        Optional<String> disk = names.diskOf(name);
        if (disk.isPresent()) {
            return List.of(Segment.linear(0, sectors, disk.get(), number(block.resolve("start"))));
        } else if (Files.exists(block.resolve("dm"))) {
            return table(word(block.resolve("dev")));
        } else if (Files.exists(block.resolve("md"))) {
            return array(block.resolve("md"), sectors);
        } else if (Files.exists(block.resolve("loop/backing_file"))) {
            return loop(block.resolve("loop"), sectors);
        }
        return List.of();
    }

    private List<Segment> table(String number) throws IOException {
        String[] numbers = number.split(":", 2);
        List<Segment> segments = new ArrayList<>();
        for (TableLine line : tables.of(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]))) {
            for (Segment segment : line.segments()) {
                names.of(segment.below()).map(segment::on).ifPresent(segments::add);
            }
        }
        return segments;
    }

    private static List<Segment> array(Path md, long sectors) throws IOException {
        String level = word(md.resolve("level"));
        if (!level.equals("raid1") && !level.equals("linear")) {
            return List.of();
        }
        List<Segment> segments = new ArrayList<>();
        long start = 0;
        for (Path disk : disks(md)) {
            long length = level.equals("raid1") ? sectors : 2 * number(disk.resolve("size"));
            String below = lastOf(disk).substring(ARRAY_DISK.length());
            segments.add(Segment.linear(start, length, below, number(disk.resolve("offset"))));
            start += level.equals("raid1") ? 0 : length;
        }
        // The sizes are in KiB: an odd sector would not be told.
        return level.equals("raid1") || start == sectors ? segments : List.of();
    }

    /** Those of an array, in its order, but for those that have no part in it. */
    private static Collection<Path> disks(Path md) throws IOException {
        Map<Long, Path> disks = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(md, ARRAY_DISK + "*")) {
            for (Path disk : all) {
                String slot = word(disk.resolve("slot"));
                if (!slot.equals("none")) {
                    disks.put(Long.parseLong(slot), disk);
                }
            }
        }
        return disks.values();
    }

    /** On a file it lies on nothing that could be followed. */
    private List<Segment> loop(Path loop, long sectors) throws IOException {
        String file = word(loop.resolve("backing_file"));
        long offset = number(loop.resolve("offset"));
        if (!file.startsWith(DEV) || offset % BlockDevice.SECTOR_BYTES != 0) {
            return List.of();
        }
        return names.of(file.substring(DEV.length()).replace('/', '!')).stream()
                .map(below -> Segment.linear(0, sectors, below, offset / BlockDevice.SECTOR_BYTES))
                .toList();
    }

    private static String lastOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(word(file));
    }

    private static String word(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
