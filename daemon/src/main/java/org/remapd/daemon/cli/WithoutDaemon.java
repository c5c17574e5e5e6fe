package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Assembly;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.device.Discovery;
import org.remapd.daemon.Assembled;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.DeviceDisks;
import org.remapd.daemon.FoundDevice;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.control.Reply;

/** What the command line does by itself if there is no daemon, with the same answers. */
final class WithoutDaemon {

    private static final String UNWATCHED =
            "nobody watches what is assembled; start the daemon: systemctl start remapd";

    private WithoutDaemon() {}

    /** One device of the file, or all of them. */
    static Reply assemble(@Nullable String name) throws IOException, BadConfigurationException {
        Configuration configuration = Daemon.configuration(ConfigurationFile.STANDARD);
        Optional<DeviceSettings> one = name == null ? Optional.empty() : configuration.device(name);
        if (name != null && one.isEmpty()) {
            return Reply.failed("no device is called " + name + " in " + ConfigurationFile.STANDARD
                    + "; what is on the disks: remapd assemble --scan");
        }
        Collection<DeviceSettings> meant =
                one.isPresent() ? List.of(one.get()) : configuration.devices().values();
        Assembled assembled = new Assembled();
        for (DeviceSettings settings : meant) {
            assembled.add(settings.name(), () -> assemble(settings));
        }
        return unwatched(assembled.reply());
    }

    /** Whatever lies on the disks. */
    static Reply assembleFound() throws IOException, BadConfigurationException {
        Configuration configuration = Daemon.configuration(ConfigurationFile.STANDARD);
        FoundDevice.Outcome found = FoundDevice.among(Discovery.all(), configuration);
        Assembled assembled = new Assembled();
        for (FoundDevice device : found.devices()) {
            assembled.add(device, () -> assemble(device.settings()));
        }
        found.nameless().forEach(assembled::fail);
        return unwatched(assembled.reply());
    }

    private static void assemble(DeviceSettings settings) throws IOException, AssemblyException {
        Assembly.assemble(settings.name(), DeviceDisks.of(settings.selector()));
    }

    private static Reply unwatched(Reply reply) {
        List<String> lines = reply.lines() == null ? List.of() : reply.lines();
        boolean some = lines.stream().anyMatch(line -> line.contains("available as"));
        if (!some) {
            return reply;
        }
        List<String> all = Stream.concat(lines.stream(), Stream.of(UNWATCHED)).toList();
        return new Reply(reply.exit(), reply.error(), all, null, null, null, null);
    }

    /** One that is in /dev/mapper. */
    static Reply stop(String name) throws AssemblyException {
        if (!Files.exists(Path.of("/dev/mapper", name))) {
            return Reply.failed("there is no /dev/mapper/" + name);
        }
        Assembly.stop(name);
        return Reply.done(List.of(name + ": stopped"));
    }
}
