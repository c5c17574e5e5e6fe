package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.daemon.config.ConfigurationFile.Valid;
import org.tomlj.Toml;

/** config/remapd.conf says what the program does. */
class ShippedConfigurationTest {

    private static final Path SHIPPED = Path.of("../config/remapd.conf");

    /** A setting, or the head of a table, that is commented out. Prose has a blank after the hash. */
    private static final Pattern SWITCHED_OFF = Pattern.compile("(?m)^#(?=[\\w\\[])");

    @TempDir
    private Path directory;

    @Test
    void asShippedItSaysTheDefaults() {
        assertThat(ConfigurationFile.read(SHIPPED)).isEqualTo(new Valid(Configuration.DEFAULT));
    }

    @Test
    void everySettingInItIsAcceptedAndIsTheDefault() throws IOException {
        Configuration all = switchedOn();

        assertThat(all.scrub()).isEqualTo(ScrubSettings.DEFAULT);
        assertThat(all.heal()).isEqualTo(HealSettings.DEFAULT);
        assertThat(all.breaker()).isEqualTo(BreakerSettings.DEFAULT);
        assertThat(all.smart()).isEqualTo(SmartSettings.DEFAULT);
        assertThat(all.alerts()).isEqualTo(AlertSettings.DEFAULT);
        assertThat(all.metrics()).isEqualTo(MetricsSettings.DEFAULT);
        assertThat(all.devices().keySet()).containsExactly("remap0", "remap1");
    }

    @Test
    void noSettingThereIsIsMissingFromIt() throws IOException {
        assertThat(Toml.parse(switchedOnText()).dottedKeySet())
                .contains(
                        "scrub.enabled",
                        "scrub.schedule",
                        "scrub.max-rate",
                        "scrub.block-size",
                        "scrub.period",
                        "scrub.windows",
                        "scrub.pause-on",
                        "scrub.max-temperature",
                        "scrub.verify",
                        "heal.policy",
                        "heal.salvage-attempts",
                        "heal.retry-lost-after",
                        "heal.weak",
                        "breaker.faults",
                        "breaker.window",
                        "smart.enabled",
                        "smart.interval",
                        "smart.command",
                        "smart.on-rise",
                        "alerts.journal-severity",
                        "alerts.severity",
                        "alerts.hook",
                        "alerts.mail",
                        "alerts.webhook",
                        "metrics.listen",
                        "metrics.identify");
    }

    private Configuration switchedOn() throws IOException {
        Path file = Files.writeString(directory.resolve("remapd.conf"), switchedOnText());
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file);
        assertThat(outcome).isInstanceOf(Valid.class);
        return ((Valid) outcome).configuration();
    }

    private static String switchedOnText() throws IOException {
        return SWITCHED_OFF.matcher(Files.readString(SHIPPED)).replaceAll("");
    }
}
