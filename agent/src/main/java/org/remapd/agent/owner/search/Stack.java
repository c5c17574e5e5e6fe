package org.remapd.agent.owner.search;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.owner.Layer;
import org.remapd.agent.owner.StackedLine;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.sys.Dm;

/**
 * What is stacked upon a device of the device mapper, and upon that: partitions, LVM, encryption. Followed up from one sector.
 *
 * @param layers   from the device itself up
 * @param device   the topmost, {@code major:minor}
 * @param kernel   its name for the kernel: dm-3
 * @param obstacle what has the sector in a way that cannot be followed, in words
 */
record Stack(List<Layer> layers, String device, String kernel, Optional<String> obstacle) {

    private static final Path BLOCK = Path.of("/sys/class/block");
    private static final int DEEPEST = 16;
    private static final Pattern PARTITION = Pattern.compile("part(\\d+)-.*");

    /**
     * A device that is made of another one.
     *
     * @param kernel its name for the kernel
     * @param name   its name for the device mapper
     */
    private record Holder(String kernel, String name, String uuid, List<StackedLine> table) {

        /** Where the sector below is in it. */
        OptionalLong above(String device, UpperSector sector) {
            return table.stream()
                    .map(line -> line.above(device, sector))
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
        }

        /** A target that uses the device below by a rule that is not known. */
        Optional<String> unknownTarget(String device) {
            return table.stream()
                    .filter(line -> line.mentions(device) && !line.isFollowed())
                    .map(StackedLine::target)
                    .findFirst();
        }

        String what() {
            Matcher partition = PARTITION.matcher(uuid);
            if (partition.matches()) {
                return "partition " + partition.group(1);
            }
            if (uuid.startsWith("LVM-")) {
                return "logical volume";
            }
            return uuid.startsWith("CRYPT-") ? "decrypted" : "device";
        }

        Layer at(UpperSector sector) {
            return new Layer(what(), node(name), sector);
        }
    }

    /** Upon the device that has this name for the device mapper. */
    static Stack upon(String name, UpperSector sector) throws IOException {
        String kernel = Path.of(node(name)).toRealPath().getFileName().toString();
        List<Layer> layers = new ArrayList<>(List.of(new Layer("remap device", node(name), sector)));
        UpperSector at = sector;
        Optional<String> obstacle = Optional.empty();
        for (int depth = 0; depth < DEEPEST; depth++) {
            String device = numbers(kernel);
            List<Holder> holders = holders(kernel);
            Optional<Holder> next = holderOf(holders, device, at);
            if (next.isEmpty()) {
                obstacle = obstacle(holders, device);
                break;
            }
            at = new UpperSector(next.get().above(device, at).orElseThrow());
            kernel = next.get().kernel();
            layers.add(next.get().at(at));
        }
        return new Stack(layers, numbers(kernel), kernel, obstacle);
    }

    private static Optional<Holder> holderOf(List<Holder> holders, String device, UpperSector at) {
        return holders.stream()
                .filter(holder -> holder.above(device, at).isPresent())
                .findFirst();
    }

    private static Optional<String> obstacle(List<Holder> holders, String device) {
        for (Holder holder : holders) {
            if (holder.table().isEmpty()) {
                return Optional.of("it is part of /dev/" + holder.kernel() + ", which is not followed");
            }
            Optional<String> target = holder.unknownTarget(device);
            if (target.isPresent()) {
                return Optional.of("it is part of " + node(holder.name()) + " by the device mapper's target "
                        + target.get() + ", which is not followed");
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
                holders.add(holder(holder.getFileName().toString()));
            }
        }
        return holders;
    }

    private static Holder holder(String kernel) throws IOException {
        Path dm = BLOCK.resolve(kernel).resolve("dm");
        try {
            String name = Files.readString(dm.resolve("name")).strip();
            List<StackedLine> table = Dm.table(name).stream()
                    .map(line -> StackedLine.of(line.start(), line.length(), line.target(), line.text()))
                    .toList();
            return new Holder(kernel, name, Files.readString(dm.resolve("uuid")).strip(), table);
        } catch (NoSuchFileException e) {
            // It is none of the device mapper's.
            return new Holder(kernel, kernel, "", List.of());
        }
    }

    private static String numbers(String kernel) throws IOException {
        return Files.readString(BLOCK.resolve(kernel).resolve("dev")).strip();
    }

    private static String node(String name) {
        return "/dev/mapper/" + name;
    }
}
