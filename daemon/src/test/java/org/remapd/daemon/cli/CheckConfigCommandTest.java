package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckConfigCommandTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneId.of("Europe/Berlin"));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void aGoodFileIsOkAndItsScrubsAreShown() throws IOException {
        Path file = file("""
                [device.remap0]
                disk = "/dev/sdb"
                [device.remap1]
                disk = "/dev/sdc"
                scrub.enabled = false
                [device.remap2]
                disk = "/dev/sdd"
                scrub.schedule = "0 0 2 ? * SUN 2020"
                """);

        assertThat(run(file.toString())).isZero();
        assertThat(out.toString().lines().filter(line -> !line.startsWith("  ")))
                .containsExactly(
                        file + ": ok, 3 devices",
                        "remap0: scrubs Sun 2026-11-22 02:00:00 CET, Sun 2026-11-29 02:00:00 CET, Sun 2026-12-06 02:00:00 CET",
                        "remap1: no scrubs by themselves",
                        "remap2: no scrub ever again by the schedule \"0 0 2 ? * SUN 2020\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsInEffectIsShownAndOfADeviceWhatDiffers() throws IOException {
        Path file = file("""
                [scrub]
                period = "14d"
                windows = ["mon-fri 22:00-06:00"]
                pause-on = ["heat", "battery"]
                max-temperature = 50
                [device.remap0]
                disk = "/dev/sdb"
                scrub = { period = "none", pause-on = [], max-temperature = "drive", max-rate = "unlimited", verify = "auto" }
                """);

        assertThat(run(file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(file + """
                        : ok, 1 device
                          scrub.enabled = true
                          scrub.schedule = "0 0 2 ? * SUN"
                          scrub.max-rate = "unlimited"
                          scrub.block-size = "4MiB"
                          scrub.period = "14d"
                          scrub.windows = ["Mon-Fri 22:00-06:00"]
                          scrub.pause-on = ["battery","heat"]
                          scrub.max-temperature = 50
                          scrub.verify = "off"
                          heal.policy = "rewrite"
                          heal.salvage-attempts = 8
                          heal.retry-lost-after = "10m"
                          heal.weak = "report"
                          breaker.faults = 2000
                          breaker.window = "10m"
                          smart.enabled = true
                          smart.interval = "30m"
                          smart.command = "smartctl"
                          smart.on-rise = "scan"
                          alerts.journal-severity = "info"
                          alerts.severity = "warning"
                          alerts.hook = "none"
                          alerts.mail = []
                          alerts.webhook = "none"
                          metrics.listen = "127.0.0.1:9756"
                          metrics.identify = false
                        remap0: scrubs Sun 2026-11-22 02:00:00 CET, Sun 2026-11-29 02:00:00 CET, Sun 2026-12-06 02:00:00 CET
                          disk = "/dev/sdb"
                          scrub.period = "none"
                          scrub.pause-on = []
                          scrub.max-temperature = "drive"
                          scrub.verify = "auto"
                        """);
    }

    @Test
    void aBadFileIsExit1AndAllItsErrorsALineEach() throws IOException {
        Path file = file("[scrub]\nmax-rat = 1\nenabled = 1\n");

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":2:1: scrub.max-rat is not a key; did you mean max-rate?",
                        file + ":3:1: scrub.enabled: 1 is a whole number; expected true or false");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsExit3() {
        Path nowhere = directory.resolve("nowhere");

        assertThat(run(nowhere.toString())).isEqualTo(3);
        assertThat(err.toString().lines()).containsExactly(nowhere + ": cannot be read: no such file");
        assertThat(run(directory.toString())).isEqualTo(3);
    }

    @Test
    void wrongUsageIsExit2() {
        assertThat(run("--jason")).isEqualTo(2);
        assertThat(run("one", "two")).isEqualTo(2);
    }

    @Test
    void jsonOfAGoodFileHasItsSettingsAndItsDevices() throws IOException {
        Path file = file("""
                [device.remap0]
                uuid = "0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11"
                scrub.period = "14d"
                scrub.max-temperature = 50
                """);

        assertThat(run("--json", file.toString())).isZero();
        assertThat(json()).isEqualTo(JsonParser.parseString("""
                {"file": "%s", "valid": true, "errors": [],
                 "settings": {
                   "scrub": {"enabled": true, "schedule": "0 0 2 ? * SUN", "max-rate": "unlimited", "block-size": "4MiB",
                     "period": "none", "windows": [], "pause-on": ["battery", "heat", "resync", "sleep"],
                     "max-temperature": "drive", "verify": "off"},
                   "heal": {"policy": "rewrite", "salvage-attempts": 8, "retry-lost-after": "10m", "weak": "report"},
                   "breaker": {"faults": 2000, "window": "10m"},
                   "smart": {"enabled": true, "interval": "30m", "command": "smartctl", "on-rise": "scan"},
                   "alerts": {"journal-severity": "info", "severity": "warning", "hook": "none", "mail": [],
                     "webhook": "none"},
                   "metrics": {"listen": "127.0.0.1:9756", "identify": false}},
                 "devices": [
                  {"name": "remap0", "uuid": "0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11",
                   "scrub": {"enabled": true, "schedule": "0 0 2 ? * SUN", "max-rate": "unlimited", "block-size": "4MiB",
                     "period": "14d", "windows": [], "pause-on": ["battery", "heat", "resync", "sleep"],
                     "max-temperature": 50, "verify": "off",
                     "next": ["2026-11-22T01:00:00Z", "2026-11-29T01:00:00Z", "2026-12-06T01:00:00Z"]},
                   "heal": {"policy": "rewrite", "salvage-attempts": 8, "retry-lost-after": "10m", "weak": "report"},
                   "breaker": {"faults": 2000, "window": "10m"},
                   "smart": {"enabled": true, "interval": "30m", "command": "smartctl", "on-rise": "scan"}}]}
                """.formatted(file)));
    }

    @Test
    void jsonOfABadFileHasItsErrorsAndTheSameExit() throws IOException {
        Path file = file("[scrub]\nenabled = 1\n");

        assertThat(run("--json", file.toString())).isEqualTo(1);
        assertThat(json()).isEqualTo(JsonParser.parseString("""
                {"file": "%s", "valid": false, "settings": null, "devices": [], "errors": [
                  {"line": 2, "column": 1, "message": "scrub.enabled: 1 is a whole number; expected true or false"}]}
                """.formatted(file)));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonOfAMissingFileSaysSo() throws IOException {
        assertThat(run("--json", directory.resolve("nowhere").toString())).isEqualTo(3);
        assertThat(json().get("valid").getAsBoolean()).isFalse();
        assertThat(json().toString()).contains("cannot be read: no such file");
    }

    @Test
    void itChangesNothing() throws IOException {
        Path file = file("[scrub]\n");
        assertThat(file.toFile().setReadOnly()).isTrue();
        Object before = Files.getLastModifiedTime(file);

        run(file.toString());

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        assertThat(directory)
                .isDirectoryContaining(file::equals)
                .isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void helpNamesTheStandardFileAndHasAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("/etc/remapd.conf", "Example:", "Exit status:");
    }

    private int run(String... arguments) {
        return new CommandLine(new CheckConfigCommand(NOW))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private JsonObject json() throws IOException {
        assertThat(SchemaTest.objections("check-config", out.toString())).isEmpty();
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("remapd.conf"), text);
    }
}
