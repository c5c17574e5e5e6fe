package org.remapd.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.alert.Courier;
import org.remapd.daemon.alert.HostName;
import org.remapd.daemon.alert.Outbox;
import org.remapd.daemon.config.AlertSettings;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code remapd deliver}: what remapd-alerts.service runs when the daemon has left a notice. */
@Command(
        name = "deliver",
        hidden = true,
        description =
                "Delivers the daemon's notices by hook, mail and webhook. The unit remapd-alerts.service runs this.",
        mixinStandardHelpOptions = true)
final class DeliverCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** For so long it waits for a configuration that is wrong to be mended; then the notices wait for the next to be run. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    @Override
    public Integer call() throws Exception {
        // The unit's end is this process' end only: a mail system goes on delivering. But a hook that hangs does not.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        try {
            return deliverAll(new Outbox(Outbox.STANDARD)) ? Reply.DONE : Reply.FAILED;
        } catch (BadConfigurationException e) {
            return Reply.FAILED;
        }
    }

    /** Each by what the configuration says by then: a hook that hangs takes its time. */
    private boolean deliverAll(Outbox outbox) throws IOException, BadConfigurationException, InterruptedException {
        boolean all = true;
        while (!outbox.isEmpty()) {
            Courier courier = Courier.of(settings(), HostName.ours(), why -> Failure.tell(spec.commandLine(), why));
            all &= courier.deliverOne(outbox);
        }
        return all;
    }

    /** Were it to end at once, it would be started again, and so on. */
    private AlertSettings settings() throws BadConfigurationException, InterruptedException {
        long begun = System.nanoTime();
        for (boolean said = false; ; said = true) {
            try {
                return Daemon.configuration(ConfigurationFile.STANDARD).alerts();
            } catch (BadConfigurationException e) {
                if (!said) {
                    Failure.tell(spec.commandLine(), e.getMessage() + "; notices wait until that is mended");
                }
                if (System.nanoTime() - begun > LIMIT.toNanos()) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            }
        }
    }
}
