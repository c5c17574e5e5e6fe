package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who looks on by HTTP sees what is; from a unit that has no rights but to ask. */
@InGuest
@Disk(type = "scsi", size = "64M")
class WebIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void whatIsLostIsOnThePageAndAmongTheMetrics(Guest guest) {
        assertThat(guest.sh("systemctl is-enabled remapd-web || true")).isEqualTo("disabled");
        RemapDevice device = RemapDevice.create(guest, "data", 0);
        device.fault("read", 9000, 3);
        assertThat(device.scrub().status()).isEqualTo(1);

        guest.sh("systemctl start remapd-web", LIMIT);

        assertThat(get(guest, "/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "remapd_device_watched{device=\"data\"} 1.0",
                        "remapd_lost_bytes{device=\"data\"} 1536.0",
                        "remapd_faults{device=\"data\",fate=\"poisoned\"} 1.0");
        assertThat(get(guest, "/")).contains("<a href=\"/devices/data\">data</a>", "needs attention", "3 sectors");
        assertThat(get(guest, "/devices/data"))
                .contains("<a href=\"/devices/data/9000\">9000+8</a>", "<title>", "use href=\"#unreadable\"");
        assertThat(get(guest, "/devices/data/9001")).contains("poisoned", "9000 9001 9002");
        assertThat(guest.sh("ps -o user= -p $(systemctl show -P MainPID remapd-web)"))
                .as("who serves it")
                .isEqualTo("remapd-+");
        assertThat(guest.sh("systemd-analyze security --no-pager remapd-web | tail -n 1"))
                .containsPattern("level for remapd-web.service: [01]\\.[0-9] OK");

        guest.sh("systemctl stop remapd", LIMIT);

        assertThat(get(guest, "/metrics")).startsWith("HTTP/1.1 503").contains("the daemon is not running");
    }

    private static String get(Guest guest, String path) {
        return guest.sh("printf 'GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'"
                + " | socat -t 60 - TCP:127.0.0.1:9756");
    }
}
