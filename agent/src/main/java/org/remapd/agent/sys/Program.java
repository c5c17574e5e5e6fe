package org.remapd.agent.sys;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of this machine, run within bounds of time and output. It speaks plain English. Closing it kills it, if it still
 * runs, with all that it has started; one that cannot be killed, for the kernel waits for a disk, is left behind, and {@link
 * #lingers}. For one thread.
 */
public final class Program implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private static final int MOST_ERRORS = 4096;
    private static final Duration DEATH = Duration.ofSeconds(1);

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
    private final int most;
    private final Process process;
    private final FutureTask<byte[]> output;
    private final FutureTask<byte[]> errors;

    private Program(String name, int most, Process process) {
        this.name = name;
        this.most = most;
        this.process = process;
        this.output = reading(process.getInputStream(), most + 1, false);
        this.errors = reading(process.getErrorStream(), MOST_ERRORS, true);
    }

    /**
     * Starts it; it is told nothing.
     *
     * @param command its path, or a name to be looked up in PATH, and its arguments
     * @param most    bytes that it may print
     */
    public static Program start(List<String> command, int most) throws ProgramException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        return start(builder, most);
    }

    /**
     * Starts it, with something to read.
     *
     * @param more  variables of its environment, besides those of this process
     * @param input its standard input; it need not read all of that
     */
    public static Program start(List<String> command, Map<String, String> more, byte[] input, int most)
            throws ProgramException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(more);
        Program program = start(builder, most);
        Thread thread = new Thread(() -> program.feed(input), program.name + " input");
        thread.setDaemon(true);
        thread.start();
        return program;
    }

    private static Program start(ProcessBuilder builder, int most) throws ProgramException {
        String name = builder.command().get(0);
        builder.environment().put("LC_ALL", "C");
        try {
            return new Program(name, most, builder.start());
        } catch (IOException e) {
            throw new ProgramException(name + " cannot be run", String.valueOf(e.getMessage()), e);
        }
    }

    private void feed(byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            LOG.debug("{} did not read all that it was given: {}", name, e.getMessage());
        }
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
     * @throws ProgramException if it does not end, prints more than it may, or the thread is interrupted, which it then still is
     */
    public Output output(Duration patience) throws ProgramException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            byte[] bytes = output.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (bytes.length > most) {
                throw new ProgramException(name + " prints without end", "more than " + most + " bytes");
            }
            byte[] complaints = errors.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Output(process.exitValue(), bytes, new String(complaints, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new ProgramException(name + " hangs", "it did not end within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new ProgramException(name + " cannot be heard", String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException(name + " was interrupted", "remapd ends", e);
        }
    }

    /** @param drain whether what comes behind the first so many bytes is read, too, and thrown away */
    private FutureTask<byte[]> reading(InputStream stream, int bytes, boolean drain) {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            try (InputStream in = stream) {
                byte[] first = in.readNBytes(bytes);
                if (drain) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                return first;
            }
        });
        Thread thread = new Thread(task, name + " output");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Whether it still runs, or what it has started holds its output open, which may outlive it. */
    public boolean lingers() {
        return process.isAlive() || !output.isDone() || !errors.isDone();
    }

    /** Children are first found, then killed: without their parent they could not be found. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
