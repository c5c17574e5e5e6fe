package org.remapd.daemon.cli;

import java.net.InetAddress;
import java.util.concurrent.Callable;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.alert.Courier;
import org.remapd.daemon.alert.Outbox;
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

    @Override
    public Integer call() throws Exception {
        try {
            Courier courier = Courier.of(
                    Daemon.configuration(ConfigurationFile.STANDARD).alerts(),
                    InetAddress.getLocalHost().getHostName(),
                    why -> Failure.tell(spec.commandLine(), why));
            return courier.empty(new Outbox(Outbox.STANDARD)) ? Reply.DONE : Reply.FAILED;
        } catch (BadConfigurationException e) {
            Failure.tell(spec.commandLine(), e.getMessage());
            return Reply.FAILED;
        }
    }
}
