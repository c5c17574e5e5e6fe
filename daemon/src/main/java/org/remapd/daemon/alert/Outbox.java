package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Notices on their way from the daemon to whoever delivers them: a file each, in memory. The daemon waits for nobody who reads mail; and
 * what delivers it may run programs that the daemon may not. One process writes, another reads.
 */
public final class Outbox {

    /** Where it is. */
    public static final Path STANDARD = Path.of("/run/remapd/outbox");

    /** Nobody delivers any more, if there are as many. */
    private static final int MOST = 100;

    private static final String ENDING = ".json";

    private final Path directory;
    private int number;

    public Outbox(Path directory) {
        this.directory = directory;
    }

    /**
     * Adds one.
     *
     * @throws IOException if it cannot be written, or too many wait
     */
    void put(Notice notice, long millis) throws IOException {
        Files.createDirectories(directory);
        if (all().size() >= MOST) {
            throw new IOException(MOST + " notices wait in " + directory + "; is remapd-alerts.path active?");
        }
        // Their names are in the order in which they came.
        String name = "%015d-%06d".formatted(millis, number++ % 1_000_000);
        Path fresh = directory.resolve(name + ".new");
        Files.writeString(fresh, WrittenNotice.of(notice).json(), StandardCharsets.UTF_8);
        Files.move(fresh, directory.resolve(name + ENDING), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Those that wait, the oldest first. */
    List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
