package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * Adds a device to {@code remapd.conf}, and takes one out. All the rest of the file, comments and all, stays byte for byte as
 * it was, and whoever reads it meanwhile reads the old one or the new one.
 */
public final class ConfigurationEdit {

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern HEADER = Pattern.compile("\\s*\\[.*", Pattern.DOTALL);
    private static final Pattern KEPT_APART = Pattern.compile("\\s*(#.*)?", Pattern.DOTALL);

    private ConfigurationEdit() {}

    /** The lines that make a device known. */
    public static String table(String name, UUID device) {
        String key = BARE.matcher(name).matches() ? name : '"' + name + '"';
        return "[device." + key + "]\nuuid = \"" + device + "\"\n";
    }

    /** Adds a device to a file, which is made if there is none. */
    public static void add(Path file, String name, UUID device) throws IOException {
        replace(file, with(read(file).orElse(""), table(name, device)));
    }

    /**
     * Takes a device out of a file, with the tables below its own.
     *
     * @return false if it is not there
     * @throws IOException also if it is there in a way that only a person can take apart; then nothing was changed
     */
    public static boolean remove(Path file, String name) throws IOException {
        Optional<String> text = read(file);
        if (text.isEmpty() || !names(text.get(), name)) {
            return false;
        }
        String rest = without(text.get(), name);
        if (!sameBut(text.get(), rest, name)) {
            throw new IOException(file + " does not have " + name + " in a table of its own, [device." + name
                    + "]; take it out by hand");
        }
        replace(file, rest);
        return true;
    }

    /** The text with the table behind it, after an empty line. */
    static String with(String text, String table) {
        int end = text.indexOf('\n');
        String newline = end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
        String before = text.isEmpty() ? "" : (text.endsWith("\n") ? newline : newline + newline);
        return text + before + table.replace("\n", newline);
    }

    /**
     * The text without the device's tables, and without one empty line in front of them. What comes between their last line
     * and the next table, most likely tells of that one, and stays.
     */
    static String without(String text, String name) {
        String quoted = Pattern.quote(name);
        Pattern own = Pattern.compile(
                "\\s*\\[\\s*device\\s*\\.\\s*(" + quoted + "|\"" + quoted + "\"|'" + quoted + "')\\s*(\\..*)?\\].*",
                Pattern.DOTALL);
        List<String> kept = new ArrayList<>();
        List<String> between = new ArrayList<>();
        boolean inside = false;
        for (String line : lines(text)) {
            if (HEADER.matcher(line).matches()) {
                boolean ours = own.matcher(line).matches();
                if (ours && !inside) {
                    dropBlank(kept);
                } else if (!ours) {
                    kept.addAll(between);
                }
                between.clear();
                inside = ours;
            }
            if (!inside) {
                kept.add(line);
            } else if (KEPT_APART.matcher(line).matches()) {
                between.add(line);
            } else {
                between.clear();
            }
        }
        kept.addAll(between);
        return String.join("", kept);
    }

    private static void dropBlank(List<String> lines) {
        if (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
            lines.remove(lines.size() - 1);
        }
    }

    /** With their ends. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(from, next));
            from = next;
        }
        return lines;
    }

    private static boolean names(String text, String name) {
        return Toml.parse(text).contains(List.of("device", name));
    }

    /** Whether all that the one says but for this device, and nothing else, is what the other says. */
    private static boolean sameBut(String before, String after, String name) {
        TomlParseResult old = Toml.parse(before);
        TomlParseResult rest = Toml.parse(after);
        return old.errors().isEmpty()
                && rest.errors().isEmpty()
                && !rest.contains(List.of("device", name))
                && but(old, name).equals(but(rest, name));
    }

    private static JsonObject but(TomlParseResult toml, String name) {
        JsonObject all = JsonParser.parseString(toml.toJson()).getAsJsonObject();
        if (all.has("device")) {
            all.getAsJsonObject("device").remove(name);
            if (all.getAsJsonObject("device").isEmpty()) {
                all.remove("device");
            }
        }
        return all;
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
    }

    private static void replace(Path file, String text) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = real.resolveSibling(real.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(
                    fresh,
                    Files.exists(real)
                            ? Files.getPosixFilePermissions(real)
                            : PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }
}
