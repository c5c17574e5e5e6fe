package org.remapd.daemon.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Systemd;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.MetricsSettings;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.web.DaemonSource;
import org.remapd.daemon.web.WebServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code remapd web}: what remapd-web.service runs, apart from the daemon: that one has no network, and this one no disks. */
@Command(
        name = "web",
        description = {
            "Serves a page with the devices, and metrics for Prometheus, to this machine alone.",
            "It does until it is told to end (SIGTERM). The unit remapd-web.service runs this, with the rights of the group remapd"
                    + " only: to ask the daemon, and to change nothing. Where it listens the table [metrics] of"
                    + " /etc/remapd.conf says."
        },
        footer = {
            "",
            "Exit status: 0 told to end, 1 the configuration is wrong, 2 usage, 3 it cannot listen.",
            "",
            "Examples:",
            "  systemctl enable --now remapd-web          and look at http://localhost:9756",
            "  ssh -L 9756:localhost:9756 server          to look at it from elsewhere",
            "  curl -s http://127.0.0.1:9756/metrics"
        },
        mixinStandardHelpOptions = true)
final class WebCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        MetricsSettings settings;
        try {
            settings = Daemon.configuration(ConfigurationFile.STANDARD).metrics();
        } catch (BadConfigurationException e) {
            Failure.tell(spec.commandLine(), e.getMessage());
            return Reply.ATTENTION;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "terminate"));
        try (WebServer server = WebServer.open(settings, new DaemonSource(new ControlClient(ControlServer.SOCKET)))) {
            tellReady(server.address());
            ended.await();
        } catch (IOException e) {
            throw new IOException(settings.listen() + ": " + e.getMessage() + "; [metrics] listen says where", e);
        }
        return Reply.DONE;
    }

    private void tellReady(InetSocketAddress address) {
        try {
            Systemd.notify("READY=1\nSTATUS=http:/" + address);
        } catch (ErrnoException e) {
            Failure.tell(spec.commandLine(), "the service manager was not told: " + e.getMessage());
        }
    }
}
