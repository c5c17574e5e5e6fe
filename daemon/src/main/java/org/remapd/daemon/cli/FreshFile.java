package org.remapd.daemon.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file of lines that is there as a whole, or as it was before. */
final class FreshFile {

    private FreshFile() {}

    /**
     * Writes it.
     *
     * @param replace whether one that is there may go
     * @param content puts all lines where it is told to
     */
    static void write(Path file, boolean replace, Consumer<Consumer<String>> content) throws IOException {
        requireRoom(file, replace);
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = real.resolveSibling(
                "." + real.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            writeAll(fresh, content);
            if (replace) {
                Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(fresh, real);
            }
        } catch (IOException e) {
            throw e instanceof FileAlreadyExistsException ? isThere(file) : notWritten(file, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Now, and not when all the work is done. */
    private static void requireRoom(Path file, boolean replace) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file; expected one, or - for standard output");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !replace) {
            throw isThere(file);
        }
    }

    private static IOException isThere(Path file) {
        return new IOException(file + " is there already; --force replaces it");
    }

    private static IOException notWritten(Path file, IOException e) {
        String why = String.valueOf(e.getMessage());
        if (e instanceof NoSuchFileException) {
            why = "there is no such directory";
        } else if (e instanceof AccessDeniedException) {
            why = "permission denied";
        }
        return new IOException(file + " cannot be written: " + why, e);
    }

    private static void writeAll(Path fresh, Consumer<Consumer<String>> content) throws IOException {
        try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                Writer out = new BufferedWriter(Channels.newWriter(file, StandardCharsets.UTF_8))) {
            content.accept(line -> put(out, line));
            out.flush();
            file.force(true);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause == null ? new IOException(e) : cause;
        }
    }

    private static void put(Writer out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
