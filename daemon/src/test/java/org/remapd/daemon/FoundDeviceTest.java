package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.DeviceId;
import org.remapd.daemon.config.Configuration;

/** What lies on the disks is assembled under the file's name, else under its own, if that is free. */
class FoundDeviceTest {

    private static final DeviceId ONE = new DeviceId(new UUID(1, 1));
    private static final DeviceId OTHER = new DeviceId(new UUID(2, 2));

    @TempDir
    private Path directory;

    private Configuration configuration(String text) throws IOException, BadConfigurationException {
        return Daemon.configuration(Files.writeString(directory.resolve("remapd.conf"), text));
    }

    private static FoundDevice.Seen seen(DeviceId device, String name, String disk) {
        return new FoundDevice.Seen(device, name, Path.of(disk));
    }

    private static FoundDevice.Outcome of(Configuration configuration, FoundDevice.Seen... seen) {
        return FoundDevice.of(
                List.of(seen), configuration, link -> link.equals(Path.of("/dev/link")) ? Path.of("/dev/sda") : link);
    }

    private static List<String> names(FoundDevice.Outcome outcome) {
        return outcome.devices().stream()
                .map(found -> found.settings().name() + (found.configured() ? "" : " (new)"))
                .toList();
    }

    @Test
    void eachDeviceIsFoundOnceUnderItsOwnName() {
        assertThat(names(of(
                        Configuration.DEFAULT,
                        seen(ONE, "data", "/dev/sda"),
                        seen(ONE, "data", "/dev/sdb"),
                        seen(OTHER, "home", "/dev/sdc"))))
                .containsExactly("data (new)", "home (new)");
    }

    @Test
    void theFileMayCallItOtherwiseByItsUuidOrItsDisk() throws IOException, BadConfigurationException {
        assertThat(names(of(configuration("[device.mine]\nuuid = \"" + ONE + "\"\n"), seen(ONE, "data", "/dev/sda"))))
                .containsExactly("mine");
        assertThat(names(of(configuration("[device.mine]\ndisk = \"/dev/link\"\n"), seen(ONE, "data", "/dev/sda"))))
                .containsExactly("mine");
    }

    @Test
    void aNameThatIsTakenIsNotTakenAgain() throws IOException, BadConfigurationException {
        FoundDevice.Outcome two =
                of(Configuration.DEFAULT, seen(ONE, "data", "/dev/sda"), seen(OTHER, "data", "/dev/sdb"));
        assertThat(names(two)).containsExactly("data (new)");
        assertThat(two.nameless()).singleElement().asString().contains(OTHER.toString(), "as is another", "/dev/sdb");

        FoundDevice.Outcome configured =
                of(configuration("[device.data]\nuuid = \"" + OTHER + "\"\n"), seen(ONE, "data", "/dev/sda"));
        assertThat(configured.devices()).isEmpty();
        assertThat(configured.nameless()).hasSize(1);
    }

    @Test
    void aNameThatNoDeviceCanHaveIsSaid() {
        assertThat(of(Configuration.DEFAULT, seen(ONE, "../x", "/dev/sda")).nameless())
                .singleElement()
                .asString()
                .contains("\"../x\"", "[device.OTHER]");
    }
}
