package org.remapd.daemon.alert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Notices on their way from the daemon to whoever delivers them: a file each, in memory. The daemon waits for nobody who reads mail; and
 * what delivers them may run programs that the daemon may not. Several processes at once, of which one delivers.
 *
 * <p>A file that ends in {@code .json} is to be delivered now, and remapd-alerts.path sees to that. One that ends in {@code .later} could
 * not be; the time it bears is that of its next try, when the daemon makes it ready again. What became of a test is in one that ends in
 * {@code .outcome}, for whoever waits for that.
 */
public final class Outbox {

    /** Where it is. */
    public static final Path STANDARD = Path.of("/run/remapd/outbox");

    /** Of each kind of file. */
    private static final int MOST = 100;

    /** Who has waited for an outcome does not any more. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final String READY = ".json";
    private static final String LATER = ".later";
    private static final String OUTCOME = ".outcome";

    /** Begins the names of those that were tried before: behind those that were not. */
    private static final String AGAIN = "again-";

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
    Path put(Notice notice, Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        if (files(READY).size() >= MOST) {
            throw new IOException(MOST + " notices wait in " + directory + "; is remapd-alerts.path active?");
        }
        // Their names are in the order in which they came.
        String name = String.format(
                Locale.ROOT,
                "%015d-%06d-%d",
                now.toEpochMilli(),
                number++ % 1_000_000,
                ProcessHandle.current().pid());
        Path file = directory.resolve(name + READY);
        update(file, Letter.of(notice));
        return file;
    }

    /** Whether nothing is to be delivered now. */
    public boolean isEmpty() throws IOException {
        return ready().isEmpty();
    }

    /** Those that are to be delivered now: first those that were not tried before, the oldest first. */
    List<Path> ready() throws IOException {
        return files(READY);
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes it anew, all at once. */
    void update(Path file, Letter letter) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, letter.json(), StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** It is not ready any more until its next try. If there are too many such, the oldest is given up. */
    void postpone(Path ready, Duration pause, Instant now) throws IOException {
        List<Path> others = files(LATER);
        if (others.size() >= MOST) {
            Files.deleteIfExists(others.get(0));
        }
        String name = name(ready, READY);
        Files.setLastModifiedTime(ready, FileTime.from(now.plus(pause)));
        Files.move(
                ready,
                ready.resolveSibling((name.startsWith(AGAIN) ? "" : AGAIN) + name + LATER),
                StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes ready again what has waited long enough for its next try; or seems to have to wait for longer than any does: the clock was set
     * back. Takes away what nobody waits for any more.
     */
    void tidy(Instant now) throws IOException {
        for (Path file : files(LATER)) {
            Instant due = Files.getLastModifiedTime(file).toInstant();
            if (!due.isAfter(now) || due.isAfter(now.plus(Letter.LONGEST))) {
                Files.move(file, file.resolveSibling(name(file, LATER) + READY), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path file : files(OUTCOME)) {
            // 1970 if it has just been taken.
            Instant since = Instant.ofEpochMilli(file.toFile().lastModified());
            if (since.plus(ABANDONED).isBefore(now)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** For whoever waits: what became of it. */
    void end(Path ready, Letter outcome) throws IOException {
        update(outcome(ready), outcome);
        Files.deleteIfExists(ready);
    }

    /** What became of one that somebody waits for; empty as long as nobody knows. */
    Optional<Letter> takeOutcome(Path ready) throws IOException {
        try {
            Letter letter = Letter.parse(Files.readString(outcome(ready)));
            Files.deleteIfExists(outcome(ready));
            return Optional.of(letter);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Path outcome(Path ready) {
        return ready.resolveSibling(name(ready, READY) + OUTCOME);
    }

    private static String name(Path file, String ending) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ending.length());
    }
}
