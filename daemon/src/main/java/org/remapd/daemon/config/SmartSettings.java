package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a drive is asked for its own list of bad sectors: the table {@code [smart]}.
 *
 * @param interval how often, 1 minute to 7 days
 * @param command the program that asks, in the way of smartctl: a name to look for in PATH, or an absolute path
 * @param onRise what is done when a drive counts more bad sectors, and nobody says where
 */
public record SmartSettings(boolean enabled, Duration interval, String command, OnRise onRise) {

    /** How a bad sector is found of which only that there is one is known. */
    public enum OnRise {
        /** The device is scrubbed. */
        SCAN,
        /** The drive is told to test itself; if it does not, the device is scrubbed. */
        SELF_TEST,
        /** It is not looked for before the next scrub. */
        NOTHING
    }

    public static final SmartSettings DEFAULT =
            new SmartSettings(true, Duration.ofMinutes(30), "smartctl", OnRise.SCAN);

    private static final Setting<Duration> INTERVAL = Setting.text(DurationFormat::parse)
            .where(Setting.between(Duration.ofMinutes(1), Duration.ofDays(7)), "a duration from \"1m\" to \"7d\"");

    private static final Setting<String> COMMAND = Setting.text(text -> {
        if (text.isBlank() || (text.contains("/") && !Path.of(text).isAbsolute())) {
            throw new IllegalArgumentException(
                    "not a program; expected a name to look for in PATH, or an absolute path");
        }
        return text;
    });

    private static final Setting<OnRise> ON_RISE = Setting.oneOf(OnRise.class);

    static SmartSettings read(TableReader table, SmartSettings otherwise) {
        SmartSettings settings = new SmartSettings(
                table.get("enabled", Setting.flag(), otherwise.enabled),
                table.get("interval", INTERVAL, otherwise.interval),
                table.get("command", COMMAND, otherwise.command),
                table.get("on-rise", ON_RISE, otherwise.onRise));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("enabled", enabled);
        table.addProperty("interval", DurationFormat.print(interval));
        table.addProperty("command", command);
        table.addProperty("on-rise", Setting.written(onRise));
        return table;
    }
}
