package org.remapd.daemon.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What who looks on is answered. */
@Timeout(60)
class WebServerTest {

    private final FailingDevice source = new FailingDevice();

    @SuppressWarnings("NullAway.Init")
    private WebServer server;

    @BeforeEach
    void open() throws IOException {
        server = WebServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Site(source, false));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void prometheusGetsTheTextOfOldUnlessItWantsOpenMetrics() throws IOException {
        assertThat(answer("GET /metrics HTTP/1.1\r\nHost: localhost:9756\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .contains("Content-type: text/plain; version=0.0.4")
                .contains("remapd_device_watched{device=\"data\"} 1.0");
        assertThat(
                        answer(
                                "GET /metrics HTTP/1.1\r\nHost: [::1]\r\nAccept: application/openmetrics-text;version=1.0.0\r\n"))
                .contains("Content-type: application/openmetrics-text")
                .contains("# EOF");
    }

    @Test
    void withoutTheDaemonItIsSaidThatThereIsNoneAndNoNumber() throws IOException {
        source.daemonIsThere = false;
        assertThat(answer("GET /metrics HTTP/1.1\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.1 503")
                .endsWith("\r\n\r\nthe daemon is not running\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example\r\n", "Host: localhost.evil.example\r\n", "Host: \r\n", ""})
    void aNameThatSomebodyElseMadeToMeanThisMachineGetsNothing(String host) throws IOException {
        assertThat(answer("GET /metrics HTTP/1.1\r\n" + host))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("remapd_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"})
    void nothingCanBeChanged(String method) throws IOException {
        assertThat(answer(method + " /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/",
                "/devices/",
                "/devices/x/y",
                "/devices/nobody",
                "/style.css/../../Site.class",
                "/etc/passwd",
                "/../../etc/passwd",
                "/%2e%2e/etc/passwd",
                "/metrics%00",
                "/devices/data/99999999999999999999"
            })
    void elsewhereIsNothing(String path) throws IOException {
        assertThat(answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 404");
    }

    @Test
    void noBrowserTakesAnythingOfItForMoreThanItIs() throws IOException {
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\n"))
                .contains("Content-security-policy: default-src 'none';")
                .contains("X-content-type-options: nosniff")
                .contains("Cross-origin-resource-policy: same-origin");
    }

    @Test
    void thoseWhoComeAndSayNothingKeepOthersOutForAFewSecondsAtMost() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int who = 0; who < 40; who++) {
                Socket socket = connect();
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: loc".getBytes(US_ASCII));
                silent.add(socket);
            }
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> answer("GET /metrics HTTP/1.1\r\nHost: localhost\r\n")
                            .startsWith("HTTP/1.1 200"));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(server.address().getAddress(), server.address().getPort());
    }

    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
