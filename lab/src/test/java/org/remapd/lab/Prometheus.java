package org.remapd.lab;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Prometheus itself, as Debian has it, in a guest and with the rules that come with remapd. */
final class Prometheus {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String COLLECTING = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [/usr/share/doc/remapd/examples/prometheus/remapd.rules.yml]
            scrape_configs:
              - job_name: remapd
                static_configs: [{targets: [%s]}]
            """;

    private final Guest guest;

    private Prometheus(Guest guest) {
        this.guest = guest;
    }

    /** Collects from these addresses, from now on and until it is stopped. */
    static Prometheus of(Guest guest, List<String> targets) {
        String tools = Lab.prometheus();
        String quoted = targets.stream().map(target -> "\"" + target + "\"").collect(Collectors.joining(", "));
        guest.sh("mkdir /run/prometheus && cat > /run/prometheus/prometheus.yml <<< '" + COLLECTING.formatted(quoted)
                + "' && " + tools + "/promtool check config /run/prometheus/prometheus.yml");
        guest.sh(
                "systemd-run --unit prometheus " + tools + "/prometheus --config.file=/run/prometheus/prometheus.yml"
                        + " --storage.tsdb.path=/run/prometheus/data --web.listen-address=127.0.0.1:9090",
                LIMIT);
        return new Prometheus(guest);
    }

    /** The alerts that fire, as JSON, once one of this name does. */
    String firing(String name) {
        return guest.await(
                name + " fires",
                get("/api/v1/alerts") + " | jq -ce '[.data.alerts[] | select(.state == \"firing\")]"
                        + " | select(any(.labels.alertname == \"" + name + "\"))'",
                LIMIT);
    }

    /** Waits until a query has this one value. */
    void await(String what, String query, String value) {
        guest.await(
                what,
                "[ \"$(" + get("/api/v1/query?query=" + query) + " | jq -r '.data.result[0].value[1]')\" = " + value
                        + " ]",
                LIMIT);
    }

    void stop() {
        guest.sh("systemctl stop prometheus", LIMIT);
    }

    private static String get(String path) {
        return "set -o pipefail; printf 'GET " + path
                + " HTTP/1.0\\r\\n\\r\\n' | socat -t 30 - TCP:127.0.0.1:9090 | sed '1,/^\\r$/d'";
    }
}
