package org.remapd.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sys.Program;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.alert.JournalAlerts;
import org.remapd.daemon.alert.Outbox;
import org.remapd.daemon.alert.TestNotice;
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
            "By all of these that /etc/remapd.conf names, on the way that all alerts take: delivered by the",
            "unit remapd-alerts.service. What did not work is said; whether mail arrives you have to see yourself."
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

    /** Hook, mail system and webhook may hang, of this notice and of one that is being delivered; and the network may be waited for. */
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private static final String DELIVERS = "remapd-alerts.path";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
        new JournalAlerts(Severity.INFO).raise(Alert.of(Alert.Kind.TEST, Severity.NOTICE, TestNotice.MESSAGE));
        say("journal: told");
        if (!settings.tellsSomebody()) {
            say("[alerts] in " + ConfigurationFile.STANDARD + " names no hook, mail or webhook");
            return Reply.DONE;
        }
        List<String> failures = new ArrayList<>();
        try {
            requireActive();
            failures.addAll(tell());
        } catch (IOException e) {
            failures.add(String.valueOf(User.orOnlyRoot("tell anybody", e).getMessage()));
        }
        failures.forEach(why -> Failure.tell(spec.commandLine(), why));
        return failures.isEmpty() ? Reply.DONE : Reply.FAILED;
    }

    private static void requireActive() throws IOException {
        try (Program asked = Program.start(List.of("systemctl", "is-active", DELIVERS), 1024)) {
            if (asked.output(PATIENCE).status() != 0) {
                throw new IOException(
                        DELIVERS + " is not active, so nobody is told of anything: systemctl enable --now " + DELIVERS);
            }
        }
    }

    /** What did not work. */
    private List<String> tell() throws IOException {
        Optional<TestNotice.Outcome> outcome = TestNotice.send(new Outbox(Outbox.STANDARD), Clock.SYSTEM, LIMIT);
        if (outcome.isEmpty()) {
            return List.of("nobody has tried to deliver it within " + LIMIT.toMinutes()
                    + " minutes: journalctl -u remapd-alerts says why");
        }
        outcome.get().told().forEach(name -> say(name + ": told"));
        return outcome.get().failures();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
