package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code remapd web} tells, and where: the table {@code [metrics]}.
 *
 * @param listen   where it can be asked, on this machine only
 * @param identify whether models and serial numbers of disks are told
 */
public record MetricsSettings(Loopback listen, boolean identify) {

    /**
     * An address that only this machine reaches.
     *
     * @param address in numbers: nobody's word is needed for what it means
     * @param port    1 to 65535
     */
    public record Loopback(String address, int port) {

        private static final Pattern WRITTEN = Pattern.compile("(127\\.0\\.0\\.1|\\[::1]):([1-9][0-9]{0,4})");
        private static final int LAST_PORT = 65_535;

        static Loopback parse(String text) {
            Matcher parts = WRITTEN.matcher(text);
            if (!parts.matches() || Integer.parseInt(parts.group(2)) > LAST_PORT) {
                throw new IllegalArgumentException("not an address of this machine alone");
            }
            return new Loopback(parts.group(1), Integer.parseInt(parts.group(2)));
        }

        @Override
        public String toString() {
            return address + ":" + port;
        }
    }

    public static final MetricsSettings DEFAULT = new MetricsSettings(new Loopback("127.0.0.1", 9756), false);

    private static final Setting<Loopback> LISTEN = Setting.text(Loopback::parse)
            .where(any -> true, "\"127.0.0.1:PORT\" or \"[::1]:PORT\", and a port from 1 to 65535");

    static MetricsSettings read(TableReader table, MetricsSettings otherwise) {
        MetricsSettings settings = new MetricsSettings(
                table.get("listen", LISTEN, otherwise.listen),
                table.get("identify", Setting.flag(), otherwise.identify));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("listen", listen.toString());
        table.addProperty("identify", identify);
        return table;
    }
}
