package org.remapd.agent.owner.search;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.device.StackReader;
import org.remapd.agent.device.SysFile;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.owner.Layer;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.stack.Segment;

/**
 * The way up from a sector of a device of the device mapper, through whatever is stacked upon that: partitions, LVM, encryption.
 *
 * @param layers   from the device itself up
 * @param device   the topmost, {@code major:minor}
 * @param kernel   its name for the kernel: dm-3
 * @param obstacle what has the sector in a way that cannot be followed, in words
 */
record Ascent(List<Layer> layers, String device, String kernel, Optional<String> obstacle) {

    private static final Path BLOCK = Path.of("/sys/class/block");
    private static final int DEEPEST = 16;
    private static final Pattern PARTITION = Pattern.compile("part(\\d+)-.*");

    /**
     * A device that lies on another one.
     *
     * @param kernel   its name for the kernel
     * @param segments those that lie on that other one; none if it has it in a way that cannot be followed
     */
    private record Holder(String kernel, List<Segment> segments) {

        static Holder of(String kernel, String below) throws IOException {
            return new Holder(
                    kernel,
                    StackReader.system().of(kernel).top().segments().stream()
                            .filter(segment -> segment.below().equals(below))
                            .toList());
        }

        /** Where a sector of the device below is in it. */
        OptionalLong above(UpperSector sector) {
            SectorRange one = SectorRange.of(sector.number(), 1);
            return segments.stream()
                    .flatMap(segment -> segment.up(one).stream())
                    .mapToLong(range -> range.first().number())
                    .findFirst();
        }

        Layer at(UpperSector sector) throws IOException {
            return new Layer(what(), node(kernel), sector);
        }

        private String what() throws IOException {
            String uuid = word(kernel, "dm/uuid").orElse("");
            Matcher partition = PARTITION.matcher(uuid);
            if (partition.matches()) {
                return "partition " + partition.group(1);
            }
            if (uuid.startsWith("LVM-")) {
                return "logical volume";
            }
            return uuid.startsWith("CRYPT-") ? "decrypted" : "device";
        }
    }

    /** From a sector of the device that has this name for the device mapper. */
    static Ascent from(String name, UpperSector sector) throws IOException {
        Path node = Path.of("/dev/mapper", name);
        if (!Files.exists(node)) {
            throw new IOException(node + " does not exist: the device is not assembled");
        }
        String kernel = node.toRealPath().getFileName().toString();
        List<Layer> layers = new ArrayList<>(List.of(new Layer("remap device", node.toString(), sector)));
        UpperSector at = sector;
        Optional<String> obstacle = Optional.empty();
        while (layers.size() < DEEPEST) {
            List<Holder> holders = holders(kernel);
            Optional<Holder> next = holderOf(holders, at);
            if (next.isEmpty()) {
                obstacle = obstacle(holders);
                break;
            }
            at = new UpperSector(next.get().above(at).orElseThrow());
            kernel = next.get().kernel();
            layers.add(next.get().at(at));
        }
        return new Ascent(layers, word(kernel, "dev").orElse(""), kernel, obstacle);
    }

    private static Optional<Holder> holderOf(List<Holder> holders, UpperSector at) {
        return holders.stream().filter(holder -> holder.above(at).isPresent()).findFirst();
    }

    private static Optional<String> obstacle(List<Holder> holders) throws IOException {
        for (Holder holder : holders) {
            if (holder.segments().isEmpty()) {
                return Optional.of("it is part of " + node(holder.kernel()) + ", in a way that is not followed");
            }
        }
        return Optional.empty();
    }

    /** The topmost device and the sector of it. */
    Layer top() {
        return layers.get(layers.size() - 1);
    }

    private static List<Holder> holders(String kernel) throws IOException {
        List<Holder> holders = new ArrayList<>();
        try (DirectoryStream<Path> held =
                Files.newDirectoryStream(BLOCK.resolve(kernel).resolve("holders"))) {
            for (Path holder : held) {
                holders.add(Holder.of(holder.getFileName().toString(), kernel));
            }
        }
        return holders;
    }

    /** A device's node. */
    private static String node(String kernel) throws IOException {
        return word(kernel, "dm/name").map(name -> "/dev/mapper/" + name).orElse("/dev/" + kernel.replace('!', '/'));
    }

    /** What sysfs says of a device; empty if it says nothing. */
    private static Optional<String> word(String kernel, String file) throws IOException {
        return SysFile.word(BLOCK.resolve(kernel).resolve(file));
    }
}
