package org.remapd.daemon.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.remapd.agent.sensor.scrub.pace.Limits;
import org.remapd.agent.sensor.scrub.pace.Pause;
import org.remapd.agent.sensor.scrub.pace.Window;
import org.remapd.agent.sensor.scrub.pace.Windows;
import org.remapd.daemon.schedule.ScrubSchedule;

/**
 * How a device is read from end to end, to find its bad sectors early: the table {@code [scrub]}.
 *
 * @param enabled whether that is done by itself; by hand it can be started anyway
 * @param schedule when it is done by itself
 * @param maxRate the most that is read in a second, at least 1 MiB
 * @param blockSize how much is read at once, at most: a power of two from 64 KiB to 4 MiB
 * @param period how long it takes for all of the disk, 1 to 365 days; as long as it takes if there is none
 * @param windows when it reads at all
 * @param pauseOn what it stands still for
 * @param maxTemperature of a drive, 30 to 90 degrees Celsius; what the drive says itself if there is none
 * @param verify whether the drive may read for itself, and only say that it could
 */
public record ScrubSettings(
        boolean enabled,
        ScrubSchedule schedule,
        Rate maxRate,
        ByteCount blockSize,
        Optional<Duration> period,
        Windows windows,
        Set<Pause> pauseOn,
        OptionalInt maxTemperature,
        Verify verify) {

    /** Whether what reads is handed over. */
    public enum Verify {
        /** All of it. */
        OFF,
        /** Not where the drive was seen to tell what it cannot read. */
        AUTO
    }

    public static final ScrubSettings DEFAULT = new ScrubSettings(
            true,
            new ScrubSchedule("0 0 2 ? * SUN"),
            Rate.UNLIMITED,
            ByteCount.ofMiB(4),
            Optional.empty(),
            Windows.ALWAYS,
            Set.of(Pause.values()),
            OptionalInt.empty(),
            Verify.OFF);

    private static final String NO_PERIOD = "none";
    private static final String AS_THE_DRIVE_SAYS = "drive";

    private static final Setting<Rate> MAX_RATE = Setting.text(Rate::parse)
            .where(rate -> rate.compareTo(Rate.ofMiB(1)) >= 0, "\"1MiB/s\" or more, or \"unlimited\"");

    private static final Setting<ByteCount> BLOCK_SIZE = Setting.text(ByteCount::parse)
            .where(
                    Setting.between(ByteCount.ofKiB(64), ByteCount.ofMiB(4)).and(ByteCount::isPowerOfTwo),
                    "a power of two from \"64KiB\" to \"4MiB\"");

    private static final Setting<Optional<Duration>> PERIOD = Setting.text(DurationFormat::parse)
            .where(Setting.between(Duration.ofDays(1), Duration.ofDays(365)), "a duration from \"1d\" to \"365d\"")
            .map(Optional::of)
            .or(NO_PERIOD, Optional.empty());

    private static final Setting<Windows> WINDOWS =
            Setting.listOf(Setting.text(Window::parse)).map(Windows::new);

    private static final Setting<Set<Pause>> PAUSE_ON = Setting.anyOf(Pause.class);

    private static final Setting<OptionalInt> MAX_TEMPERATURE =
            Setting.number(30, 90).map(OptionalInt::of).or(AS_THE_DRIVE_SAYS, OptionalInt.empty());

    private static final Setting<Verify> VERIFY = Setting.oneOf(Verify.class);

    public ScrubSettings {
        pauseOn = Set.copyOf(pauseOn);
    }

    static ScrubSettings read(TableReader table, ScrubSettings otherwise) {
        ScrubSettings settings = new ScrubSettings(
                table.get("enabled", Setting.flag(), otherwise.enabled),
                table.get("schedule", Setting.text(ScrubSchedule::new), otherwise.schedule),
                table.get("max-rate", MAX_RATE, otherwise.maxRate),
                table.get("block-size", BLOCK_SIZE, otherwise.blockSize),
                table.get("period", PERIOD, otherwise.period),
                table.get("windows", WINDOWS, otherwise.windows),
                table.get("pause-on", PAUSE_ON, otherwise.pauseOn),
                table.get("max-temperature", MAX_TEMPERATURE, otherwise.maxTemperature),
                table.get("verify", VERIFY, otherwise.verify));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("enabled", enabled);
        table.addProperty("schedule", schedule.expression());
        table.addProperty("max-rate", maxRate.toString());
        table.addProperty("block-size", blockSize.toString());
        table.addProperty("period", period.map(DurationFormat::print).orElse(NO_PERIOD));
        table.add("windows", array(windows.all().stream().map(Window::toString)));
        table.add("pause-on", array(pauseOn.stream().sorted().map(Setting::written)));
        maxTemperature.ifPresentOrElse(
                celsius -> table.addProperty("max-temperature", celsius),
                () -> table.addProperty("max-temperature", AS_THE_DRIVE_SAYS));
        table.addProperty("verify", Setting.written(verify));
        return table;
    }

    private static JsonArray array(Stream<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /** What of that is about its speed. */
    public Limits limits() {
        return new Limits(maxRate.bytesPerSecond(), period, windows, pauseOn, maxTemperature);
    }
}
