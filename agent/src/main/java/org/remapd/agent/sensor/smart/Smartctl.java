package org.remapd.agent.sensor.smart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.remapd.agent.port.SmartSource;

/**
 * Runs smartctl. One that does not end in time is killed, with all it has started; one that cannot be killed, for the
 * kernel waits for the disk, is left behind, and its disk not asked again until it is gone. May be used by many threads.
 */
public final class Smartctl implements SmartSource {

    /**
     * All that may be asked of any kind of disk: smartctl leaves out what is not for the one it finds. An own exit status
     * for sleeping, since the default is the same as for a disk that cannot be opened.
     */
    private static final List<String> ARGUMENTS = List.of(
            "--json=c",
            "--nocheck=standby," + SmartParser.ASLEEP,
            "--info",
            "--health",
            "--capabilities",
            "--attributes",
            "--log=xerror,error",
            "--log=error,64",
            "--log=xselftest,selftest",
            "--log=selftest",
            "--log=selective",
            "--log=background",
            "--log=defects,4096",
            "--log=devstat",
            "--log=scterc");

    private static final int MOST_OUTPUT = 16 << 20;

    private final String program;
    private final Duration patience;
    private final Map<Path, Process> leftBehind = new ConcurrentHashMap<>();

    /**
     * A smartctl that is nowhere running yet.
     *
     * @param program its path, or its name to be looked up in PATH
     * @param patience how long one run may take; with many logs, slow disks and the kernel's own timeout of 30 s in mind
     */
    public Smartctl(String program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    @Override
    public Answer ask(Path disk) {
        Process before = leftBehind.get(disk);
        if (before != null && before.isAlive()) {
            return new Unanswered(program + " of before still hangs on " + disk);
        }
        leftBehind.remove(disk);
        Process process;
        try {
            process = start(disk);
        } catch (IOException e) {
            return new Unanswered(program + " cannot be run: " + e.getMessage());
        }
        try {
            return answer(process);
        } finally {
            if (process.isAlive()) {
                kill(process);
                leftBehind.put(disk, process);
            }
        }
    }

    private Process start(Path disk) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(ARGUMENTS);
        command.add(disk.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private Answer answer(Process process) {
        FutureTask<byte[]> output = new FutureTask<>(() -> read(process));
        Thread reader = new Thread(output, "smartctl-output");
        reader.setDaemon(true);
        reader.start();
        try {
            byte[] bytes = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > MOST_OUTPUT) {
                return new Unanswered(program + " printed without end");
            }
            // It has closed its output, so that it is about to end; its exit status is in the report.
            process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Printed(new String(bytes, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            return new Unanswered(program + " did not end within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Unanswered(program + " could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unanswered(program + " was interrupted");
        }
    }

    private static byte[] read(Process process) throws IOException {
        try (InputStream in = process.getInputStream()) {
            return in.readNBytes(MOST_OUTPUT + 1);
        }
    }

    /** Children first found, then killed: without their parent they could not be found. */
    private static void kill(Process process) {
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
