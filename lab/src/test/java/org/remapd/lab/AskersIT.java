package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks, with a browser, with Prometheus or at the socket, is told what is, and breaks nothing. */
@InGuest(seconds = 2400)
@Disk(type = "scsi", size = "64M", physical = 4096)
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
@Disk(type = "scsi", size = "64M")
class AskersIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int LINES = Lab.isLong() ? 2000 : 50;

    /** The last line of the answer to each line of standard input, which is in Base64; or that there was none. */
    private static final String ASKING = """
            while read -r question; do
                answer=$(base64 -d <<< $question | %s socat -t 60 - UNIX-CONNECT:/run/remapd/control.sock | tail -n 1)
                echo "${answer:-nothing}"
            done < %s | grep -oE '^nothing$|"exit":[0-9]|"error":("[^"\\\\]*|null)' | paste -sd ' ' | sed 's/ "exit/\\n"exit/g; s/ nothing/\\nnothing/g'
            """;

    @Test
    void whatIsLostIsOnThePageWhichHasNoRightsButToAsk(Guest guest) {
        assertThat(guest.run("systemctl is-enabled remapd-web").output().strip())
                .isEqualTo("disabled");
        scrubbed(guest, "data", 0);

        guest.sh("systemctl start remapd-web", LIMIT);

        assertThat(get(guest, "/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "remapd_device_watched{device=\"data\"} 1.0",
                        "remapd_lost_bytes{device=\"data\"} 4096.0",
                        "remapd_faults{device=\"data\",fate=\"poisoned\"} 1.0");
        assertThat(get(guest, "/")).contains("<a href=\"/devices/data\">data</a>", "needs attention", "8 sectors");
        assertThat(get(guest, "/devices/data"))
                .contains("<a href=\"/devices/data/9000\">9000+8</a>", "<title>", "use href=\"#unreadable\"");
        assertThat(get(guest, "/devices/data/9001")).contains("poisoned", "9000 9001 9002 9003");
        assertThat(guest.sh("ps -o user= -p $(systemctl show -P MainPID remapd-web)"))
                .as("who serves it")
                .startsWith("remapd-");
        assertThat(guest.sh("systemd-analyze security --no-pager remapd-web | tail -n 1"))
                .containsPattern("level for remapd-web.service: [01]\\.[0-9] OK");

        guest.sh("systemctl stop remapd", LIMIT);

        assertThat(get(guest, "/metrics")).startsWith("HTTP/1.1 503").contains("the daemon is not running");
        guest.sh("systemctl start remapd", LIMIT);
    }

    @Test
    void prometheusCollectsWhatIsAndTheRulesTellWhatIsLost(Guest guest) {
        scrubbed(guest, "collected", 1);
        guest.sh("systemctl start remapd-web");
        guest.sh("set -o pipefail; " + getting("/metrics") + " | sed '1,/^\\r$/d' | " + Lab.prometheus()
                + "/promtool check metrics");
        guest.sh("cd /usr/share/doc/remapd/examples/prometheus && " + Lab.prometheus()
                + "/promtool test rules remapd.rules.test.yml");
        assertThat(guest.sh(
                        "cd /usr/share/doc/remapd/examples/prometheus && diff <(sed -n 's/.* alert: //p' remapd.rules.yml | sort)"
                                + " <(sed -n 's/.* alertname: //p' remapd.rules.test.yml | sort -u)"))
                .as("each of them is tested")
                .isEmpty();

        Prometheus prometheus = Prometheus.of(guest, List.of("127.0.0.1:9756"));

        assertThat(prometheus.firing("RemapdDataLost"))
                .contains(
                        "\"alertname\":\"RemapdDataLost\"",
                        "\"device\":\"collected\"",
                        "1.5kiB of collected could not be read");
        prometheus.stop();
    }

    /** What a program with a fault, or an enemy, may say there; one of the group, who may ask only, and root, who may do more. */
    @ParameterizedTest
    @CsvSource({"asked, 2, setpriv --reuid nobody --regid remapd --clear-groups", "told, 3, ''"})
    void nothingThatIsSaidAtTheSocketEndsTheDaemon(String name, int disk, String as, Guest guest) {
        RemapDevice device = RemapDevice.create(guest, name, disk);
        String daemon = guest.sh("systemctl show -P MainPID -P NRestarts remapd");
        Questions questions = new Questions(new Random(Lab.seed()), name);
        List<String> lines = Stream.generate(questions::next).limit(LINES).toList();

        String answers =
                guest.sh(ASKING.formatted(as, Lab.handOver("questions-" + name, lines)), Duration.ofMinutes(20));

        assertThat(answers.lines()).as("answers, with seed %d", Lab.seed()).hasSize(LINES);
        assertThat(answers.lines().filter(answer -> answer.startsWith("\"exit\"")))
                .as("of those that were asked anything")
                .hasSizeGreaterThan(LINES / 2);
        assertThat(guest.sh("systemctl show -P MainPID -P NRestarts remapd")).isEqualTo(daemon);
        assertThat(device.status(".state")).isEqualTo("\"watched\"");
    }

    private static void scrubbed(Guest guest, String name, int disk) {
        RemapDevice device = RemapDevice.create(guest, name, disk);
        device.fault("read", 9000, 3);
        assertThat(device.scrub().status()).isEqualTo(1);
    }

    private static String get(Guest guest, String path) {
        return guest.sh(getting(path));
    }

    private static String getting(String path) {
        return "printf 'GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'"
                + " | socat -t 60 - TCP:127.0.0.1:9756";
    }
}
