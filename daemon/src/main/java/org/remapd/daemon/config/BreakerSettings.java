package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * When so much goes wrong at once that nothing is moved any more: the table {@code [breaker]}.
 *
 * @param faults units newly found bad within the window that are let pass, 10 to 1000000
 * @param window 1 minute to 1 day
 */
public record BreakerSettings(int faults, Duration window) {

    public static final BreakerSettings DEFAULT = new BreakerSettings(2000, Duration.ofMinutes(10));

    private static final Setting<Integer> FAULTS = Setting.number(10, 1_000_000);
    private static final Setting<Duration> WINDOW = Setting.text(DurationFormat::parse)
            .where(Setting.between(Duration.ofMinutes(1), Duration.ofDays(1)), "a duration from \"1m\" to \"1d\"");

    static BreakerSettings read(TableReader table, BreakerSettings otherwise) {
        BreakerSettings settings = new BreakerSettings(
                table.get("faults", FAULTS, otherwise.faults), table.get("window", WINDOW, otherwise.window));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("faults", faults);
        table.addProperty("window", DurationFormat.print(window));
        return table;
    }
}
