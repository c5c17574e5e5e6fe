package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.sensor.scrub.pace.Pause;
import org.remapd.agent.sensor.scrub.pace.Window;
import org.remapd.agent.sensor.scrub.pace.Windows;
import org.remapd.daemon.config.ConfigurationFile.Invalid;
import org.remapd.daemon.config.ConfigurationFile.Missing;
import org.remapd.daemon.config.ConfigurationFile.Unreadable;
import org.remapd.daemon.config.ConfigurationFile.Valid;
import org.remapd.daemon.schedule.ScrubSchedule;

class ConfigurationFileTest {

    private static final String UUID_A = "0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11";

    @TempDir
    private Path directory;

    @Test
    void anEmptyFileSaysTheDefaults() throws IOException {
        assertThat(valid("")).isEqualTo(Configuration.DEFAULT);
    }

    @Test
    void everySettingIsTaken() throws IOException {
        Configuration all = valid("""
                [scrub]
                enabled = false
                schedule = "0 30 1 1 * ?"
                max-rate = "100MiB/s"
                block-size = "4MiB"
                period = "14d"
                windows = ["Mon-Fri 22:00-06:00", "Sat,Sun 00:00-24:00"]
                pause-on = ["heat"]
                max-temperature = 45
                verify = "auto"
                [heal]
                policy = "remap"
                salvage-attempts = 100
                retry-lost-after = "1h"
                weak = "heal"
                [breaker]
                faults = 1000000
                window = "1d"
                [smart]
                enabled = false
                interval = "7d"
                command = "/usr/sbin/smartctl"
                on-rise = "self-test"
                [alerts]
                journal-severity = "critical"
                severity = "notice"
                hook = "/usr/local/bin/alert"
                mail = ["root", "me@example.org"]
                webhook = "/etc/remapd/webhook"
                [metrics]
                listen = "[::1]:80"
                identify = true
                """);

        assertThat(all.scrub())
                .isEqualTo(new ScrubSettings(
                        false,
                        new ScrubSchedule("0 30 1 1 * ?"),
                        Rate.ofMiB(100),
                        ByteCount.ofMiB(4),
                        Optional.of(Duration.ofDays(14)),
                        new Windows(List.of(Window.parse("Mon-Fri 22:00-06:00"), Window.parse("Sat,Sun 00:00-24:00"))),
                        Set.of(Pause.HEAT),
                        OptionalInt.of(45),
                        ScrubSettings.Verify.AUTO));
        assertThat(all.heal())
                .isEqualTo(
                        new HealSettings(HealSettings.Policy.REMAP, 100, Duration.ofHours(1), HealSettings.Weak.HEAL));
        assertThat(all.breaker()).isEqualTo(new BreakerSettings(1_000_000, Duration.ofDays(1)));
        assertThat(all.smart())
                .isEqualTo(new SmartSettings(
                        false, Duration.ofDays(7), "/usr/sbin/smartctl", SmartSettings.OnRise.SELF_TEST));
        assertThat(all.alerts())
                .isEqualTo(new AlertSettings(
                        Severity.CRITICAL,
                        Severity.NOTICE,
                        Optional.of(Path.of("/usr/local/bin/alert")),
                        List.of("root", "me@example.org"),
                        Optional.of(Path.of("/etc/remapd/webhook"))));
        assertThat(all.metrics()).isEqualTo(new MetricsSettings(new MetricsSettings.Loopback("[::1]", 80), true));
    }

    @Test
    void aDeviceIsFoundByUuidOrByDisk() throws IOException {
        Configuration two = valid("""
                [device.remap0]
                uuid = "0F6F52A5-9A0C-4B8D-9D5E-5C0A3F6F3B11"
                [device."remap.1"]
                disk = "/dev/disk/./by-id/ata-X"
                """);

        assertThat(two.devices().keySet()).containsExactly("remap0", "remap.1");
        assertThat(two.device("remap0").map(DeviceSettings::selector))
                .contains(new DeviceSelector.ByUuid(new DeviceId(UUID.fromString(UUID_A))));
        assertThat(two.device("remap.1").map(DeviceSettings::selector))
                .contains(new DeviceSelector.ByDisk(Path.of("/dev/disk/by-id/ata-X")));
    }

    @Test
    void aDeviceOverridesKeyByKeyWhatHoldsForAll() throws IOException {
        Configuration one = valid("""
                [device.remap0]
                disk = "/dev/sdb"
                smart.enabled = false
                heal.salvage-attempts = 3
                breaker.faults = 50
                [device.remap0.scrub]
                max-rate = "5MiB/s"
                [scrub]
                block-size = "2MiB"
                """);

        assertThat(one.scrub("remap0")).isEqualTo(valid("""
                [scrub]
                max-rate = "5MiB/s"
                block-size = "2MiB"
                """).scrub());
        assertThat(one.scrub("remap0").maxRate()).isEqualTo(Rate.ofMiB(5));
        assertThat(one.scrub("remap0").blockSize()).isEqualTo(ByteCount.ofMiB(2));
        assertThat(one.heal("remap0").salvageAttempts()).isEqualTo(3);
        assertThat(one.device("remap0").map(DeviceSettings::breaker))
                .contains(new BreakerSettings(50, BreakerSettings.DEFAULT.window()));
        assertThat(one.smart("remap0").enabled()).isFalse();

        assertThat(one.scrub("another").maxRate()).isEqualTo(Rate.UNLIMITED);
        assertThat(one.heal("another")).isEqualTo(HealSettings.DEFAULT);
        assertThat(one.smart("another")).isEqualTo(SmartSettings.DEFAULT);
    }

    @Test
    void aWordStandsForWhatIsNoNumber() throws IOException {
        Configuration words = valid("""
                [scrub]
                period = "none"
                windows = []
                pause-on = []
                max-temperature = "drive"
                """);

        assertThat(words.scrub().period()).isEmpty();
        assertThat(words.scrub().windows()).isEqualTo(Windows.ALWAYS);
        assertThat(words.scrub().pauseOn()).isEmpty();
        assertThat(words.scrub().maxTemperature()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "scrub  | block-size = \"32KiB\"       | \"32KiB\" is out of range; expected a power of two from \"64KiB\" to \"4MiB\"",
                "scrub  | block-size = \"8MiB\"        | \"8MiB\" is out of range; expected a power of two from \"64KiB\" to \"4MiB\"",
                "scrub  | block-size = \"96KiB\"       | \"96KiB\" is out of range; expected a power of two from \"64KiB\" to \"4MiB\"",
                "scrub  | block-size = 65536           | 65536 is a whole number, not a string; expected a power of two from \"64KiB\" to \"4MiB\"",
                "scrub  | max-rate = \"1KiB/s\"        | \"1KiB/s\" is out of range; expected \"1MiB/s\" or more, or \"unlimited\"",
                "scrub  | max-rate = \"fast\"          | \"fast\" is not a rate such as 100MiB/s; expected \"1MiB/s\" or more, or \"unlimited\"",
                "scrub  | enabled = \"yes\"            | \"yes\" is a string; expected true or false",
                "scrub  | schedule = \"0 0 25 ? * *\"  | \"0 0 25 ? * *\" is not a schedule (Hour values must be between 0 and 23); expected \"second minute hour day-of-month month day-of-week [year]\", such as \"0 0 2 ? * SUN\" for Sundays at two in the morning",
                "scrub  | schedule = [ \"x\" ]         | this is an array, not a string",
                "scrub  | period = \"12h\"            | \"12h\" is out of range; expected a duration from \"1d\" to \"365d\", or \"none\"",
                "scrub  | period = \"weekly\"         | \"weekly\" is not a duration such as 30s, 10m, 2h or 7d; expected a duration from \"1d\" to \"365d\", or \"none\"",
                "scrub  | windows = \"22:00-06:00\"   | \"22:00-06:00\" is a string, not an array",
                "scrub  | windows = [ \"22-06\" ]     | this is an array with \"22-06\", which is no window; expected days, if not all, and hours, such as \"Mon-Fri 22:00-06:00\", \"Sat,Sun 00:00-24:00\" or \"22:00-06:00\"",
                "scrub  | windows = [ 22 ]            | this is an array with 22, which is a whole number, not a string",
                "scrub  | pause-on = [ \"noise\" ]    | this is an array with \"noise\", which is not known; expected an array of any of \"battery\", \"heat\", \"resync\", \"sleep\"",
                "scrub  | pause-on = true             | true is a truth value, not an array; expected an array of any of \"battery\", \"heat\", \"resync\", \"sleep\"",
                "scrub  | max-temperature = 91        | 91 is out of range; expected a whole number from 30 to 90, or \"drive\"",
                "scrub  | verify = true              | true is a truth value, not a string; expected one of \"off\", \"auto\"",
                "scrub  | verify = \"on\"             | \"on\" is not known; expected one of \"off\", \"auto\"",
                "scrub  | max-temperature = \"hot\"   | \"hot\" is a string; expected a whole number from 30 to 90, or \"drive\"",
                "heal   | policy = \"rewrit\"          | \"rewrit\" is not known; expected one of \"rewrite\", \"remap\"",
                "heal   | salvage-attempts = 0         | 0 is out of range; expected a whole number from 1 to 100",
                "heal   | salvage-attempts = 101       | 101 is out of range; expected a whole number from 1 to 100",
                "heal   | salvage-attempts = 4294967297 | 4294967297 is out of range; expected a whole number from 1 to 100",
                "heal   | salvage-attempts = 1.5       | 1.5 is a fraction; expected a whole number from 1 to 100",
                "heal   | weak = \"ignore\"           | \"ignore\" is not known; expected one of \"report\", \"heal\"",
                "heal   | retry-lost-after = \"9s\"    | \"9s\" is out of range; expected a duration from \"10s\" to \"30d\"",
                "heal   | retry-lost-after = 10:00:00  | 10:00 is a date or time, not a string; expected a duration from \"10s\" to \"30d\"",
                "breaker | faults = 9                 | 9 is out of range; expected a whole number from 10 to 1000000",
                "breaker | faults = 1000001           | 1000001 is out of range; expected a whole number from 10 to 1000000",
                "breaker | window = \"59s\"           | \"59s\" is out of range; expected a duration from \"1m\" to \"1d\"",
                "breaker | window = \"25h\"           | \"25h\" is out of range; expected a duration from \"1m\" to \"1d\"",
                "smart  | interval = \"59s\"           | \"59s\" is out of range; expected a duration from \"1m\" to \"7d\"",
                "smart  | interval = \"8d\"            | \"8d\" is out of range; expected a duration from \"1m\" to \"7d\"",
                "smart  | command = \"bin/smartctl\"   | \"bin/smartctl\" is not a program; expected a name to look for in PATH, or an absolute path",
                "smart  | on-rise = \"alarm\"          | \"alarm\" is not known; expected one of \"scan\", \"self-test\", \"nothing\"",
                "smart  | on-rise = true             | true is a truth value, not a string; expected one of \"scan\", \"self-test\", \"nothing\"",
                "alerts | hook = \"alert.sh\" | \"alert.sh\" is not an absolute path; expected one, or \"none\"",
                "metrics | listen = \"0.0.0.0:9756\" | \"0.0.0.0:9756\" is not an address of this machine alone; expected \"127.0.0.1:PORT\" or \"[::1]:PORT\", and a port from 1 to 65535",
                "metrics | listen = \"127.0.0.1:65536\" | \"127.0.0.1:65536\" is not an address of this machine alone; expected \"127.0.0.1:PORT\" or \"[::1]:PORT\", and a port from 1 to 65535",
                "alerts | mail = \"root\" | \"root\" is a string, not an array; expected an array of mail addresses, such as [\"root\"]",
                "alerts | mail = [\"-f\"] | this is an array with \"-f\", which is not an address; expected an array of mail addresses, such as [\"root\"]",
                "alerts | journal-severity = \"loud\"  | \"loud\" is not known; expected one of \"info\", \"notice\", \"warning\", \"critical\""
            })
    void aWrongValueIsAnErrorWithWhatIsExpected(String table, String line, String message) throws IOException {
        String key = line.substring(0, line.indexOf(' '));

        assertThat(errors("[" + table + "]\n  " + line + "\n"))
                .containsExactly("2:3: " + table + "." + key + ": " + message);
    }

    @Test
    void anUnknownKeyIsAnErrorWithTheOneProbablyMeant() throws IOException {
        assertThat(errors("[scrub]\nmax-rat = \"1MiB/s\"\n"))
                .containsExactly("2:1: scrub.max-rat is not a key; did you mean max-rate?");
    }

    @Test
    void anUnknownKeyLikeNoOtherIsAnErrorWithThoseThereAre() throws IOException {
        assertThat(errors("[alerts]\ncolour = 1\n"))
                .containsExactly("2:1: alerts.colour is not a key; expected one of journal-severity, severity, hook,"
                        + " mail, webhook");
        assertThat(errors("[devices.remap0]\ndisk = \"/dev/sdb\"\n"))
                .containsExactly("1:1: devices is not a key; did you mean device?");
    }

    @Test
    void aValueInPlaceOfATableIsAnError() throws IOException {
        assertThat(errors("scrub = 1\n[[heal]]\n"))
                .containsExactly(
                        "1:1: scrub: 1 is a whole number; expected a table",
                        "2:1: heal: this is an array; expected a table");
    }

    @Test
    void aDeviceNeedsExactlyOneWordOnWhichDiskIsMeant() throws IOException {
        assertThat(errors("""
                [device.none]
                [device.both]
                uuid = "%s"
                disk = "/dev/sdb"
                """.formatted(UUID_A)))
                .containsExactly(
                        "1:1: device.none: neither uuid nor disk is there; expected exactly one, to say which disk is meant",
                        "2:1: device.both: both uuid and disk are there; expected exactly one, to say which disk is meant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdb", "/dev", "/dev/", "/etc/passwd", "/dev/../etc/passwd", "dev/sdb", ""})
    void aDiskIsAnAbsolutePathBelowDev(String path) throws IOException {
        assertThat(errors("[device.remap0]\ndisk = \"" + path + "\"\n"))
                .containsExactly("2:1: device.remap0.disk: \"" + path
                        + "\" is not a disk; expected an absolute path below /dev");
    }

    @Test
    void aUuidIsWrittenInFull() throws IOException {
        assertThat(errors("[device.remap0]\nuuid = \"1-2-3-4-5\"\n"))
                .containsExactly("2:1: device.remap0.uuid: \"1-2-3-4-5\" is not a UUID;"
                        + " expected one as `remapd status` shows it");
    }

    @Test
    void noTwoDevicesLieOnOneDisk() throws IOException {
        assertThat(errors("""
                [device.a]
                disk = "/dev/sdb"
                [device.b]
                disk = "/dev/./sdb"
                """))
                .containsExactly("3:1: device.b: the disk is already that of device a; expected another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "control", ".", "..", "\u00e4", "a\\\\b", ""})
    void aNameIsOneThatTheDeviceMapperLeavesAsItIs(String name) throws IOException {
        assertThat(errors("[device.\"" + name + "\"]\ndisk = \"/dev/sdb\"\n"))
                .singleElement()
                .asString()
                .startsWith("1:1: device.")
                .contains("no device can be called that; expected 1 to 127 letters, digits or #+-.:=@_");
    }

    @Test
    void aNameHasAtMost127Letters() throws IOException {
        assertThat(valid("[device." + "x".repeat(127) + "]\ndisk = \"/dev/sdb\"\n")
                        .devices())
                .hasSize(1);
        assertThat(errors("[device." + "x".repeat(128) + "]\ndisk = \"/dev/sdb\"\n"))
                .hasSize(1);
    }

    @Test
    void allErrorsAreToldInTheOrderOfTheFile() throws IOException {
        assertThat(errors("""
                [device.remap0]
                disk = "sdb"
                scrub.max-rate = 5
                [heal]
                salvage-attempts = 0
                polcy = "remap"
                [scrub]
                enabled = 1
                """))
                .extracting(error -> error.substring(0, error.indexOf(' ')))
                .containsExactly("2:1:", "3:1:", "5:1:", "6:1:", "8:1:");
    }

    @Test
    void syntaxErrorsAreAllToldToo() throws IOException {
        assertThat(errors("[scrub\nenabled = = true\n[heal]\nsalvage-attempts = 1\nsalvage-attempts = 2\n"))
                .containsExactly(
                        "1:7: Unexpected end of line, expected ]",
                        "2:11: Unexpected '=', expected a value",
                        "5:1: salvage-attempts previously defined at line 4, column 1");
    }

    @Test
    void nothingInAMessageIsObeyedByATerminal() throws IOException {
        assertThat(errors("[scrub]\n\"\\u001b[31m\" = 1\nschedule = \"\\u001b[2J\"\n[device.\"\\u0007\"]\n"))
                .hasSize(4)
                .noneMatch(error -> error.chars().anyMatch(Character::isISOControl));
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        Path nowhere = directory.resolve("nowhere");

        assertThat(ConfigurationFile.read(nowhere)).isEqualTo(new Missing(nowhere));
    }

    @Test
    void whatIsNoTextFileIsUnreadable() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});

        assertThat(ConfigurationFile.read(binary)).isEqualTo(new Unreadable(binary, "not UTF-8 text"));
        assertThat(ConfigurationFile.read(directory)).isInstanceOf(Unreadable.class);
        assertThat(ConfigurationFile.read(Path.of("/dev/zero")))
                .isEqualTo(new Unreadable(Path.of("/dev/zero"), "larger than 1 MiB"));
    }

    private Configuration valid(String text) throws IOException {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file(text));
        assertThat(outcome).isInstanceOf(Valid.class);
        return ((Valid) outcome).configuration();
    }

    /** The errors, without the name of the file. */
    private List<String> errors(String text) throws IOException {
        Path file = file(text);
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file);
        assertThat(outcome).isInstanceOf(Invalid.class);
        return ((Invalid) outcome)
                .errors().stream()
                        .map(error -> error.toString().substring(file.toString().length() + 1))
                        .toList();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("remapd.conf"), text);
    }
}
