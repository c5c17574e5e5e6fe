package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.daemon.config.ConfigurationFile.Valid;

class SettingLinesTest {

    @TempDir
    private Path directory;

    @Test
    void aSettingIsALineAsInTheFile() {
        assertThat(SettingLines.of(Configuration.DEFAULT.written()))
                .containsExactly(
                        "scrub.enabled = true",
                        "scrub.schedule = \"0 0 2 ? * SUN\"",
                        "scrub.max-rate = \"unlimited\"",
                        "scrub.block-size = \"4MiB\"",
                        "scrub.period = \"none\"",
                        "scrub.windows = []",
                        "scrub.pause-on = [\"battery\",\"heat\",\"resync\",\"sleep\"]",
                        "scrub.max-temperature = \"drive\"",
                        "scrub.verify = \"off\"",
                        "heal.policy = \"rewrite\"",
                        "heal.salvage-attempts = 8",
                        "heal.retry-lost-after = \"10m\"",
                        "heal.weak = \"report\"",
                        "breaker.faults = 2000",
                        "breaker.window = \"10m\"",
                        "smart.enabled = true",
                        "smart.interval = \"30m\"",
                        "smart.command = \"smartctl\"",
                        "smart.on-rise = \"scan\"",
                        "alerts.journal-severity = \"info\"",
                        "alerts.severity = \"warning\"",
                        "alerts.hook = \"none\"",
                        "alerts.mail = []",
                        "alerts.webhook = \"none\"",
                        "metrics.listen = \"127.0.0.1:9756\"",
                        "metrics.identify = false");
    }

    @Test
    void aFileOfTheseLinesSaysTheSame() throws IOException {
        Configuration configuration = read("""
                scrub.enabled = false
                scrub.schedule = "0 30 1 1 * ?"
                scrub.max-rate = "100MiB/s"
                scrub.block-size = "2MiB"
                scrub.period = "14d"
                scrub.windows = ["Mon-Fri 22:00-06:00", "Sat,Sun 00:00-24:00"]
                scrub.pause-on = ["heat"]
                scrub.max-temperature = 45
                scrub.verify = "auto"
                heal.policy = "remap"
                heal.salvage-attempts = 100
                heal.retry-lost-after = "90s"
                heal.weak = "heal"
                breaker.faults = 1000000
                breaker.window = "1d"
                smart.enabled = false
                smart.interval = "7d"
                smart.command = "/opt/a \\"tool\\"\\\\ü\\tx"
                smart.on-rise = "self-test"
                alerts.journal-severity = "critical"
                alerts.severity = "info"
                alerts.hook = "/usr/local/bin/alert"
                alerts.mail = ["root"]
                alerts.webhook = "/etc/remapd/webhook"
                metrics.listen = "[::1]:1"
                metrics.identify = true
                [device.one]
                disk = "/dev/disk/by-id/one"
                scrub.windows = []
                scrub.pause-on = []
                scrub.max-temperature = "drive"
                scrub.verify = "off"
                [device.two]
                uuid = "0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11"
                scrub.period = "none"
                """);
        Stream<String> general = SettingLines.of(configuration.written()).stream();
        Stream<String> devices = configuration.devices().values().stream()
                .flatMap(device ->
                        SettingLines.of(device.written()).stream().map(line -> "device." + device.name() + "." + line));

        assertThat(read(Stream.concat(general, devices).collect(Collectors.joining("\n"))))
                .isEqualTo(configuration);
    }

    private Configuration read(String text) throws IOException {
        ConfigurationFile.Outcome outcome =
                ConfigurationFile.read(Files.writeString(directory.resolve("remapd.conf"), text));
        assertThat(outcome).isInstanceOf(Valid.class);
        return ((Valid) outcome).configuration();
    }
}
