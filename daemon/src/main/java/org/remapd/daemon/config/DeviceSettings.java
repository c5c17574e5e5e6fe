package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One device to look after: a table {@code [device.NAME]}, with the settings in effect for it, whether they are its own
 * or those of all devices.
 *
 * @param name what the device is called in /dev/mapper
 */
public record DeviceSettings(
        String name,
        DeviceSelector selector,
        ScrubSettings scrub,
        HealSettings heal,
        BreakerSettings breaker,
        SmartSettings smart) {

    /** What the device mapper takes as it stands; udev would write any other character as {@code \xNN}. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9#+.:=@_-]{1,127}");

    private static final Set<String> TAKEN = Set.of(".", "..", "control");

    /** What {@link #isName} accepts, in words that go on from "expected ". */
    public static final String NAME_EXPECTED = "1 to 127 letters, digits or #+-.:=@_, and not ., .. or control";

    public DeviceSettings {
        if (!isName(name)) {
            throw new IllegalArgumentException("no device can be called " + name + "; expected " + NAME_EXPECTED);
        }
    }

    /** Whether a device may be called that. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !TAKEN.contains(name);
    }

    /** As its table of a file says it, every key of it. */
    public JsonObject written() {
        JsonObject table = new JsonObject();
        if (selector instanceof DeviceSelector.ByUuid by) {
            table.addProperty("uuid", by.device().toString());
        } else if (selector instanceof DeviceSelector.ByDisk by) {
            table.addProperty("disk", by.disk().toString());
        }
        table.add("scrub", scrub.written());
        table.add("heal", heal.written());
        table.add("breaker", breaker.written());
        table.add("smart", smart.written());
        return table;
    }

    /** Nothing, if the table is wrong in such a way that it is not known which device is meant. */
    static Optional<DeviceSettings> read(String name, TableReader table, Configuration otherwise) {
        Optional<DeviceSelector> selector = selector(table);
        ScrubSettings scrub = ScrubSettings.read(table.table("scrub"), otherwise.scrub());
        HealSettings heal = HealSettings.read(table.table("heal"), otherwise.heal());
        BreakerSettings breaker = BreakerSettings.read(table.table("breaker"), otherwise.breaker());
        SmartSettings smart = SmartSettings.read(table.table("smart"), otherwise.smart());
        table.rejectUnknown();
        if (!isName(name)) {
            table.wrong("no device can be called that; expected " + NAME_EXPECTED);
            return Optional.empty();
        }
        return selector.map(which -> new DeviceSettings(name, which, scrub, heal, breaker, smart));
    }

    private static Optional<DeviceSelector> selector(TableReader table) {
        Optional<DeviceSelector> uuid = table.find("uuid", Setting.text(DeviceSelector.ByUuid::parse));
        Optional<DeviceSelector> disk = table.find("disk", Setting.text(DeviceSelector.ByDisk::parse));
        if (table.has("uuid") == table.has("disk")) {
            table.wrong((table.has("uuid") ? "both uuid and disk are" : "neither uuid nor disk is")
                    + " there; expected exactly one, to say which disk is meant");
            return Optional.empty();
        }
        return uuid.or(() -> disk);
    }
}
