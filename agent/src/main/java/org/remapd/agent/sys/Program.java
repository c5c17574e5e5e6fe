package org.remapd.agent.sys;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program of this machine, run for what it prints, within bounds of time and output. It is told nothing, and speaks plain
 * English. Closing it kills it, if it still runs, with all that it has started; one that cannot be killed, for the kernel waits for
 * a disk, is left behind. For one thread.
 */
public final class Program implements AutoCloseable {

    private static final int MOST_ERRORS = 4096;

    /** Where administrators' programs lie; not everybody's PATH leads there. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/sbin");

    /**
     * What it said.
     *
     * @param status its exit status
     * @param bytes  its standard output
     * @param errors the beginning of what it complained about
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Output(int status, byte[] bytes, String errors) {

        /** Its standard output. What is no UTF-8 in it is replaced, and so does not stand in for anything else. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final String name;
    private final Process process;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param command its path, or a name to be looked up in PATH, and its arguments
     */
    public static Program start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        return new Program(command.get(0), builder.start());
    }

    /** The path of a program that is to be run by its name, if it is installed. */
    public static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), ALSO.stream())
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Waits for its end, no longer than the patience.
     *
     * @param most bytes that it may print
     * @throws IOException if it does not end, prints more, or the thread is interrupted, which it then still is; in words that
     *     begin with the program
     */
    public Output output(Duration patience, int most) throws IOException {
        FutureTask<byte[]> output = reading(process.getInputStream(), most + 1, false);
        FutureTask<byte[]> errors = reading(process.getErrorStream(), MOST_ERRORS, true);
        long end = System.nanoTime() + patience.toNanos();
        try {
            byte[] bytes = output.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (bytes.length > most) {
                throw new IOException(name + " printed without end");
            }
            byte[] complaints = errors.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Output(process.exitValue(), bytes, new String(complaints, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException(name + " did not end within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(name + " could not be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " was interrupted");
        }
    }

    /** @param drain whether what comes behind the first so many bytes is read, too, and thrown away */
    private FutureTask<byte[]> reading(InputStream stream, int most, boolean drain) {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            try (InputStream in = stream) {
                byte[] bytes = in.readNBytes(most);
                if (drain) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                return bytes;
            }
        });
        Thread thread = new Thread(task, name + " output");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Children are first found, then killed: without their parent they could not be found. */
    @Override
    public void close() {
        if (process.isAlive()) {
            List<ProcessHandle> tree = process.descendants().toList();
            process.destroyForcibly();
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
