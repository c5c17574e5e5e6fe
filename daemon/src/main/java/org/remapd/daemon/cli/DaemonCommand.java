package org.remapd.daemon.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.control.ControlServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code remapd daemon}: what the systemd unit runs. */
@Command(
        name = "daemon",
        description = {
            "Assembles the configured devices and watches them until it is told to end (SIGTERM).",
            "The systemd unit remapd.service runs this; by hand it is for looking closely."
        },
        footer = {
            "",
            "Exit status: 143 it was told to end, 1 the configuration is wrong, 2 usage, 3 it cannot begin.",
            "",
            "Example: what the unit does, where it can be seen:",
            "  systemctl stop remapd",
            "  remapd daemon"
        },
        mixinStandardHelpOptions = true)
final class DaemonCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path configuration = ConfigurationFile.STANDARD;

    @Override
    public Integer call() throws Exception {
        Configuration settings;
        try {
            settings = Daemon.configuration(configuration);
        } catch (BadConfigurationException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        new Daemon(configuration, ControlServer.SOCKET).run(settings);
        return 0;
    }
}
