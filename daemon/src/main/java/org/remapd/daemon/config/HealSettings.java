package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * What is done with a bad sector: the table {@code [heal]}.
 *
 * @param salvageAttempts how often a sector that does not read is tried before it counts as lost, 1 to 100
 * @param retryLostAfter how long after that it is tried again first, 10 seconds to 30 days
 * @param weak what is done with units that read, but only after many attempts of the drive
 */
public record HealSettings(Policy policy, int salvageAttempts, Duration retryLostAfter, Weak weak) {

    /** What becomes of a unit whose data has been brought to safety. */
    public enum Policy {
        /** It is rewritten where it is, once; if that does not help, or it fails again, the spare takes its place. */
        REWRITE,
        /** The spare takes its place for good. */
        REMAP
    }

    /** What becomes of a unit that a scrub has found slow twice. */
    public enum Weak {
        /** It is told of. */
        REPORT,
        /** It is healed as if it did not read. */
        HEAL
    }

    public static final HealSettings DEFAULT = new HealSettings(Policy.REWRITE, 8, Duration.ofMinutes(10), Weak.REPORT);

    private static final Setting<Policy> POLICY = Setting.oneOf(Policy.class);
    private static final Setting<Integer> SALVAGE_ATTEMPTS = Setting.number(1, 100);
    private static final Setting<Duration> RETRY_LOST_AFTER = Setting.text(DurationFormat::parse)
            .where(Setting.between(Duration.ofSeconds(10), Duration.ofDays(30)), "a duration from \"10s\" to \"30d\"");

    private static final Setting<Weak> WEAK = Setting.oneOf(Weak.class);

    static HealSettings read(TableReader table, HealSettings otherwise) {
        HealSettings settings = new HealSettings(
                table.get("policy", POLICY, otherwise.policy),
                table.get("salvage-attempts", SALVAGE_ATTEMPTS, otherwise.salvageAttempts),
                table.get("retry-lost-after", RETRY_LOST_AFTER, otherwise.retryLostAfter),
                table.get("weak", WEAK, otherwise.weak));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("policy", Setting.written(policy));
        table.addProperty("salvage-attempts", salvageAttempts);
        table.addProperty("retry-lost-after", DurationFormat.print(retryLostAfter));
        table.addProperty("weak", Setting.written(weak));
        return table;
    }
}
