package org.remapd.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;

/** Notices are delivered by programs and servers that are really there. */
class CourierTest {

    private static final Notice LOST = notice("data: sector 5000 is lost");

    @TempDir
    private Path directory;

    private final List<String> failures = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void aHookIsToldByItsEnvironmentAndItsInput() throws Exception {
        Path hook = script("env | grep ^REMAPD_ >" + directory + "/env; cat >" + directory + "/text");

        assertThat(deliver(new HookChannel(hook))).isTrue();

        assertThat(directory.resolve("env"))
                .content()
                .contains(
                        "REMAPD_SUBJECT=remapd on host: data: data lost [critical]\n",
                        "REMAPD_DEVICE=data\n",
                        "REMAPD_KIND=data-lost\n",
                        "REMAPD_COUNT=1\n",
                        "REMAPD_LOST_SECTORS=5000\n");
        assertThat(directory.resolve("text"))
                .content()
                .startsWith("data: sector 5000 is lost\n")
                .contains("remapd status data\n", "MESSAGE_ID=" + Alert.Kind.DATA_LOST.messageId());
        assertThat(directory.resolve("outbox")).isEmptyDirectory();
    }

    @Test
    void oneThatReadsNothingIsToldAllTheSame() throws Exception {
        assertThat(deliver(new HookChannel(script("exit 0")))).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void mailGoesToSendmailWithItsHeaders() throws Exception {
        Path sendmail = script("echo \"$@\" >" + directory + "/arguments; cat >" + directory + "/mail");

        assertThat(deliver(new MailChannel(sendmail.toString(), List.of("root", "me@example.org"))))
                .isTrue();

        assertThat(directory.resolve("arguments")).hasContent("-oi -- root me@example.org");
        assertThat(directory.resolve("mail"))
                .content()
                .startsWith("To: root, me@example.org\nSubject: remapd on host: data: data lost [critical]\n")
                .contains("\nAuto-Submitted: auto-generated\n", "\n\ndata: sector 5000 is lost\n");
    }

    @Test
    void aHostileWordEndsNoHeaderAndMovesNoCursor() throws Exception {
        Path sendmail = script("cat >" + directory + "/mail");
        Notice hostile = new Notice(
                new Matter("data", Alert.Kind.DATA_LOST),
                Severity.CRITICAL,
                Instant.EPOCH,
                1,
                List.of("file \u001b[2Jx\r\nBcc: everybody@example.org"),
                Map.of("REMAPD_DISK", "a\nb"),
                0);

        assertThat(deliver(hostile, new MailChannel(sendmail.toString(), List.of("root"))))
                .isTrue();

        assertThat(Files.readString(directory.resolve("mail")).lines())
                .contains("file ?[2Jx  Bcc: everybody@example.org")
                .noneMatch(line -> line.startsWith("Bcc"));
    }

    @Test
    void aWebhookGetsJsonAndItsAddressIsInNoMessage() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        int[] answer = {500};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(answer[0], -1);
            answer[0] = 204;
            exchange.close();
        });
        server.start();
        try {
            Path file = Files.writeString(
                    directory.resolve("webhook"),
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/secret\n");

            assertThat(deliver(new WebhookChannel(file)))
                    .as("at the second try")
                    .isTrue();

            assertThat(got).hasSize(2);
            WrittenNotice notice = WrittenNotice.parse(got.get(1));
            assertThat(notice).isEqualTo(WrittenNotice.of(LOST));
            assertThat(got.get(1)).contains("\"kind\":\"data-lost\"", "\"count\":1", "\"message_id\":");
            assertThat(failures).containsExactly("webhook of " + file + ": answered with status 500");
            assertThat(pauses).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void oneThatBeginsToAnswerAndNeverEndsIsNotWaitedFor() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitUninterruptibly(over);
            exchange.close();
        });
        server.setExecutor(task -> new Thread(task).start());
        server.start();
        try {
            Path file = Files.writeString(
                    directory.resolve("webhook"),
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/\n");

            assertThat(deliver(new WebhookChannel(file, Duration.ofSeconds(1)))).isFalse();

            assertThat(failures).hasSize(3).allMatch(line -> line.endsWith("did not answer within 1 s"));
            assertThat(directory.resolve("outbox")).as("given up").isEmptyDirectory();
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///secret", "http://secret:99999999/", "secret", ""})
    void anAddressThatIsNoneIsSaidWithoutIt(String address) throws Exception {
        Path file = Files.writeString(directory.resolve("webhook"), address + "\n");
        assertThat(deliver(new WebhookChannel(file))).isFalse();
        assertThat(failures).hasSize(3).allMatch(line -> line.contains("expected an address"));
        assertThat(String.join("", failures)).doesNotContain("secret");
    }

    @Test
    void whatDoesNotWorkIsTriedThriceAndKeepsNothingElseFromBeingTold() throws Exception {
        Path works = script("cat >" + directory + "/text");
        Path fails = Files.writeString(directory.resolve("fails"), "#!/bin/sh\necho no such luck >&2; exit 7\n");
        executable(fails);

        assertThat(deliver(new HookChannel(fails), new HookChannel(works))).isFalse();

        assertThat(directory.resolve("text")).isNotEmptyFile();
        assertThat(failures).hasSize(3).allMatch(line -> line.contains("status 7: no such luck"));
        assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(30));
        assertThat(directory.resolve("outbox")).as("given up").isEmptyDirectory();
    }

    @Test
    void aFileThatIsNoNoticeIsToldAndTakenAway() throws Exception {
        Files.createDirectories(directory.resolve("outbox"));
        Files.writeString(directory.resolve("outbox/000.json"), "{");
        assertThat(courier(List.of()).empty(outbox())).isFalse();
        assertThat(failures).hasSize(1).allMatch(line -> line.contains("000.json: expected a notice"));
        assertThat(directory.resolve("outbox")).isEmptyDirectory();
    }

    @Test
    void theOutboxIsBounded() throws IOException {
        for (int n = 0; n < 100; n++) {
            outbox().put(LOST, n);
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> outbox().put(LOST, 100))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100 notices wait");
    }

    private boolean deliver(Channel... channels) throws Exception {
        return deliver(LOST, channels);
    }

    private boolean deliver(Notice notice, Channel... channels) throws Exception {
        outbox().put(notice, 1);
        return courier(List.of(channels)).empty(outbox());
    }

    private Courier courier(List<Channel> channels) {
        return new Courier(channels, "host", pauses::add, failures::add);
    }

    private Outbox outbox() {
        return new Outbox(directory.resolve("outbox"));
    }

    private static Notice notice(String message) {
        return new Notice(
                new Matter("data", Alert.Kind.DATA_LOST),
                Severity.CRITICAL,
                Instant.parse("2026-11-29T09:00:00Z"),
                1,
                List.of(message),
                Map.of(Alert.DEVICE, "data", Alert.LOST_SECTORS, "5000"),
                0);
    }

    private Path script(String text) throws IOException {
        return executable(Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + text + "\n"));
    }

    private static Path executable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
