package org.remapd.daemon.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.alert.Courier;
import org.remapd.daemon.alert.HostName;
import org.remapd.daemon.alert.JournalAlerts;
import org.remapd.daemon.alert.Matter;
import org.remapd.daemon.alert.Notice;
import org.remapd.daemon.config.AlertSettings;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code remapd test-alert}: do alerts arrive? */
@Command(
        name = "test-alert",
        description = {
            "Writes an alert to the journal, and tells it by hook, mail and webhook.",
            "By all of these that /etc/remapd.conf names.",
            "What did not work is said at once; whether mail arrives you have to see yourself."
        },
        footer = {
            "",
            "Exit status: 0 told to all, 2 usage, 3 not to all.",
            "",
            "Examples:",
            "  remapd test-alert",
            "  journalctl -x MESSAGE_ID=7a1f5c0be3a94d0f9d6b2d6f4f8f3c55"
        },
        mixinStandardHelpOptions = true)
final class TestAlertCommand implements Callable<Integer> {

    private static final String MESSAGE = "this is a test: nothing has happened to any disk";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AlertSettings settings;
        try {
            settings = Daemon.configuration(ConfigurationFile.STANDARD).alerts();
        } catch (BadConfigurationException e) {
            Failure.tell(spec.commandLine(), e.getMessage());
            return Reply.FAILED;
        }
        new JournalAlerts(Severity.INFO).raise(Alert.of(Alert.Kind.TEST, Severity.NOTICE, MESSAGE));
        say("journal: told");
        if (!settings.tellsSomebody()) {
            say("[alerts] in " + ConfigurationFile.STANDARD + " names no hook, mail or webhook");
        }
        Courier courier = Courier.of(settings, HostName.ours(), why -> Failure.tell(spec.commandLine(), why));
        Notice notice = new Notice(
                new Matter("", Alert.Kind.TEST), Severity.NOTICE, Instant.now(), 1, List.of(MESSAGE), Map.of(), 0);
        return courier.tryAll(notice, this::say) ? Reply.DONE : Reply.FAILED;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
