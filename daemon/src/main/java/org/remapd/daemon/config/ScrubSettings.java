package org.remapd.daemon.config;

import org.remapd.daemon.schedule.ScrubSchedule;

/**
 * How a device is read from end to end, to find its bad sectors early: the table {@code [scrub]}.
 *
 * @param enabled whether that is done by itself; by hand it can be started anyway
 * @param schedule when it is done by itself
 * @param maxRate the most that is read in a second, at least 1 MiB
 * @param blockSize how much is read at once: a power of two from 64 KiB to 4 MiB
 */
public record ScrubSettings(boolean enabled, ScrubSchedule schedule, Rate maxRate, ByteCount blockSize) {

    public static final ScrubSettings DEFAULT =
            new ScrubSettings(true, new ScrubSchedule("0 0 2 ? * SUN"), Rate.UNLIMITED, ByteCount.ofMiB(1));

    private static final Setting<Rate> MAX_RATE = Setting.text(Rate::parse)
            .where(rate -> rate.compareTo(Rate.ofMiB(1)) >= 0, "\"1MiB/s\" or more, or \"unlimited\"");

    private static final Setting<ByteCount> BLOCK_SIZE = Setting.text(ByteCount::parse)
            .where(
                    Setting.between(ByteCount.ofKiB(64), ByteCount.ofMiB(4)).and(ByteCount::isPowerOfTwo),
                    "a power of two from \"64KiB\" to \"4MiB\"");

    static ScrubSettings read(TableReader table, ScrubSettings otherwise) {
        ScrubSettings settings = new ScrubSettings(
                table.get("enabled", Setting.flag(), otherwise.enabled),
                table.get("schedule", Setting.text(ScrubSchedule::new), otherwise.schedule),
                table.get("max-rate", MAX_RATE, otherwise.maxRate),
                table.get("block-size", BLOCK_SIZE, otherwise.blockSize));
        table.rejectUnknown();
        return settings;
    }
}
