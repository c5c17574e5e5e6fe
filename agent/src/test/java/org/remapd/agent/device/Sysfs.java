package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.remapd.agent.port.Clock;
import org.remapd.agent.stack.TableLine;
import org.remapd.agent.twin.TestClock;

/** A kernel's block devices, as sysfs shows them and the device mapper tells its tables; in a directory. */
final class Sysfs {

    private final Path sys;
    private final Map<String, List<TableLine>> tables = new HashMap<>();

    Sysfs(Path sys) {
        this.sys = sys;
    }

    Path root() {
        return sys;
    }

    StackReader reader() {
        return reader(new TestClock());
    }

    StackReader reader(Clock clock) {
        return new StackReader(sys, (major, minor) -> tables.getOrDefault(major + ":" + minor, List.of()), clock);
    }

    /** A disk with its directory at {@code place}, which ends with its name; returns what else can be put there. */
    Path disk(String place, String number, long sectors) throws IOException {
        Path directory = Files.createDirectories(sys.resolve("devices").resolve(place));
        write(directory.resolve("size"), sectors);
        write(directory.resolve("dev"), number);
        link("class/block", String.valueOf(directory.getFileName()), directory);
        link("dev/block", number, directory);
        return directory;
    }

    private void link(String in, String name, Path directory) throws IOException {
        Path links = Files.createDirectories(sys.resolve(in));
        Files.deleteIfExists(links.resolve(name));
        Files.createSymbolicLink(links.resolve(name), links.relativize(directory));
    }

    void partition(String place, String number, long start, long sectors) throws IOException {
        Path directory = disk(place, number, sectors);
        write(directory.resolve("partition"), 1);
        write(directory.resolve("start"), start);
    }

    /** A device of the device mapper; or another table for it. */
    void mapped(String name, String number, TableLine... table) throws IOException {
        long sectors = List.of(table).stream().mapToLong(TableLine::length).sum();
        Files.createDirectories(disk("virtual/block/" + name, number, sectors).resolve("dm"));
        tables.put(number, List.of(table));
    }

    /** Of md, with members added by {@link #member}. */
    void array(String name, String number, String level, long sectors) throws IOException {
        Path md = Files.createDirectories(
                disk("virtual/block/" + name, number, sectors).resolve("md"));
        write(md.resolve("level"), level);
    }

    void member(String array, String disk, String slot, long offset, long kibibytes) throws IOException {
        Path member = Files.createDirectories(sys.resolve("devices/virtual/block/" + array + "/md/dev-" + disk));
        write(member.resolve("slot"), slot);
        write(member.resolve("offset"), offset);
        write(member.resolve("size"), kibibytes);
    }

    /** Of what lies below, or of a part of it, the one above is made. */
    void on(String above, String below) throws IOException {
        Path block = sys.resolve("class/block");
        Files.createDirectories(block.resolve(above).resolve("slaves").resolve(below));
        Files.createDirectories(block.resolve(below).resolve("holders").resolve(above));
    }

    void loop(String name, String number, long sectors, String file, long offset) throws IOException {
        Path loop = Files.createDirectories(
                disk("virtual/block/" + name, number, sectors).resolve("loop"));
        write(loop.resolve("backing_file"), file);
        write(loop.resolve("offset"), offset);
    }

    /** Plugs it out. */
    void remove(String name, String number) throws IOException {
        Files.delete(sys.resolve("class/block").resolve(name));
        Files.delete(sys.resolve("dev/block").resolve(number));
    }

    static void write(Path file, Object value) throws IOException {
        Files.writeString(file, value + "\n");
    }
}
