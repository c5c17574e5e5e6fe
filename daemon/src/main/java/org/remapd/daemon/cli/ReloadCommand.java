package org.remapd.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code remapd reload}: what {@code systemctl reload remapd} runs. */
@Command(
        name = "reload",
        description = {
            "Has the daemon take /etc/remapd.conf as it is now.",
            "If something is wrong with the file, that is said, and nothing changes.",
            "Devices stay in service meanwhile; a scrub goes on a few minutes later."
        },
        footer = {
            "",
            "Exit status: 0 taken, 2 usage, 3 not taken.",
            "",
            "Examples:",
            "  remapd reload",
            "  systemctl reload remapd        the same"
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {

    /** As long as a disk that does not answer may hold up a start. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(50);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final ControlClient daemon = new ControlClient(ControlServer.SOCKET);

    @Override
    public Integer call() throws IOException, InterruptedException {
        String before = daemon.status(null).since();
        int exit = new Asking(spec.commandLine()).ask(new Request(Request.Command.RELOAD, null, false));
        if (exit != Reply.DONE) {
            return exit;
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        for (Optional<String> now = since(); now.isEmpty() || now.get().equals(before); now = since()) {
            if (System.nanoTime() - end > 0) {
                Failure.tell(
                        spec.commandLine(),
                        "the daemon does not answer yet; systemctl status remapd says what it is waiting for");
                return Reply.FAILED;
            }
            Thread.sleep(PAUSE.toMillis());
        }
        return exit;
    }

    /** Since when it is there with the configuration that it has; empty while nobody answers. */
    private Optional<String> since() {
        try {
            return Optional.of(daemon.status(null).since());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
