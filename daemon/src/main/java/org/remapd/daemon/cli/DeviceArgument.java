package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.remapd.agent.device.Discovery;
import org.remapd.agent.device.ImageFile;
import org.remapd.agent.fault.DeviceId;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.DeviceDisks;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSettings;

/**
 * What somebody may call a remap device at the command line: one of its disks, the image of one, its place in /dev/mapper, or
 * its name.
 */
final class DeviceArgument {

    private DeviceArgument() {}

    /** The real path of one of its disks. */
    static String disk(String argument) throws IOException, BadConfigurationException {
        try {
            return find(argument);
        } catch (IOException e) {
            throw User.orOnlyRoot("read disks", e);
        }
    }

    private static String find(String argument) throws IOException, BadConfigurationException {
        if (argument.contains("/")) {
            String real = real(argument);
            Optional<DeviceId> mapped = mapped(real);
            return mapped.isPresent() ? Discovery.disks(mapped.get()).get(0) : real;
        }
        Optional<DeviceSettings> settings =
                Daemon.configuration(ConfigurationFile.STANDARD).device(argument);
        return settings.isPresent() ? DeviceDisks.of(settings.get().selector()).get(0) : called(argument);
    }

    private static String called(String name) throws IOException {
        List<String> found = Discovery.all().stream()
                .filter(disk -> disk.membership().superblock().name().equals(name))
                .map(Discovery.Candidate::path)
                .toList();
        if (found.isEmpty()) {
            throw new IOException("no device is called " + name + ", neither in " + ConfigurationFile.STANDARD
                    + " nor on any disk; expected a name, or a path, such as /dev/sdb or ./image");
        }
        return found.get(0);
    }

    /** The remap device itself, of a path in /dev/mapper. */
    private static Optional<DeviceId> mapped(String real) throws IOException {
        Path uuid =
                Path.of("/sys/class/block").resolve(Path.of(real).getFileName()).resolve("dm/uuid");
        if (ImageFile.isAt(real) || !Files.exists(uuid)) {
            return Optional.empty();
        }
        String text = Files.readString(uuid).strip();
        return text.startsWith(DeviceId.DM_PREFIX)
                ? Optional.of(new DeviceId(UUID.fromString(text.substring(DeviceId.DM_PREFIX.length()))))
                : Optional.empty();
    }

    /** Without links, as the kernel names it. */
    static String real(String path) throws IOException {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": there is no such device", e);
        }
    }
}
