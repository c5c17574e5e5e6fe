package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Assembly;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.metadata.Superblock;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd create}: make a disk a remap device. */
@Command(
        name = "create",
        description = {
            "Makes an empty disk (or partition) a remap device: keeps spares and remapd's metadata on it, and offers the rest as"
                    + " /dev/mapper/NAME for a file system.",
            "A disk that holds anything is refused, unless --force says that it may be destroyed."
        },
        footer = {
            "",
            "Exit status: 0 created and available, 2 usage, 3 not created, or not available.",
            "",
            "Example:",
            "  remapd create data --device /dev/disk/by-id/ata-WDC_WD10EZEX-00BN5A0_WD-WCC3F7654321",
            "  mkfs.ext4 /dev/mapper/data"
        },
        mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What it will be called.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--device", paramLabel = "DEV", required = true, description = "The disk or partition.")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(
            names = "--spares",
            paramLabel = "N",
            description = "Spares to keep, in units of a physical block. Default: one in a thousand, 100 at least.")
    private @Nullable Integer spares;

    @Option(names = "--force", description = "Destroy what is on the disk.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        if (!DeviceSettings.isName(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no device can be called " + name + "; expected " + DeviceSettings.NAME_EXPECTED);
        }
        requireFreeName();
        Superblock created =
                Assembly.create(new Assembly.NewDevice(name, disk.toString(), Optional.ofNullable(spares)), force);
        say("created " + name + " on " + disk + ": " + created.geometry().data().count() + " sectors, "
                + created.geometry().spares() + " spares of "
                + created.geometry().unitSectors() + " sectors");
        configure(created);
        return assemble();
    }

    private void requireFreeName() throws AssemblyException, BadConfigurationException {
        if (Daemon.configuration(ConfigurationFile.STANDARD).device(name).isPresent()) {
            throw new AssemblyException(ConfigurationFile.STANDARD + " has a device called " + name
                    + " already; take another name, or remove [device." + name + "] first");
        }
    }

    /** From the file the daemon knows the device, now and at every boot. */
    private void configure(Superblock created) throws IOException {
        String table = "\n[device.\"" + name + "\"]\nuuid = \"" + created.device() + "\"\n";
        Files.write(
                ConfigurationFile.STANDARD,
                table.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        say("added to " + ConfigurationFile.STANDARD + ":" + table);
    }

    private int assemble() throws IOException, AssemblyException {
        try {
            Reply reply = new ControlClient(ControlServer.SOCKET)
                    .ask(new Request(Request.Command.ASSEMBLE, name, false), progress -> {});
            if (reply.error() != null) {
                throw new IOException("created, but not available: " + reply.error());
            }
            say("available as /dev/mapper/" + name);
        } catch (ControlClient.NoDaemonException e) {
            Assembly.assemble(name, List.of(disk.toRealPath().toString()));
            say("available as /dev/mapper/" + name
                    + ", but nobody watches it; start the daemon: systemctl start remapd");
        }
        return Reply.DONE;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
