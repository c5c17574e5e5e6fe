package org.remapd.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.TestClock;

/** Notices are delivered by programs and servers that are really there. */
class CourierTest {

    private static final Notice LOST = notice("data: sector 5000 is lost");

    @TempDir
    private Path directory;

    private final List<String> failures = new ArrayList<>();
    private final TestClock clock = new TestClock();

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

            assertThat(deliver(new WebhookChannel(file))).isFalse();
            assertThat(tryAgain(new WebhookChannel(file))).isTrue();

            assertThat(got).hasSize(2);
            assertThat(got.get(1))
                    .isEqualTo(WrittenNotice.of(LOST).json())
                    .contains("\"kind\":\"data-lost\"", "\"count\":1", "\"message_id\":");
            assertThat(failures).containsExactly("webhook of " + file + ": answered with status 500");
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

            assertThat(deliver(new WebhookChannel(file, Duration.ofSeconds(1), Authorities.SYSTEM)))
                    .isFalse();

            assertThat(failures).hasSize(1).allMatch(line -> line.endsWith("did not answer within 1 s"));
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    /** As an administrator's own authority is, after update-ca-certificates(8). */
    @Test
    void ofASecureWebhookTheSystemsAuthoritiesDecideWhetherItIsTold() throws Exception {
        Path store = directory.resolve("store");
        Path trusted = certificate(store);
        Path others = certificate(directory.resolve("other"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(store)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Path file = Files.writeString(
                    directory.resolve("webhook"),
                    "https://127.0.0.1:" + server.getAddress().getPort() + "/token\n");

            assertThat(deliver(secure(file, others))).isFalse();
            assertThat(failures)
                    .singleElement()
                    .asString()
                    .contains(others + " vouch for its certificate (update-ca-certificates)?")
                    .doesNotContain("token");
            assertThat(tryAgain(secure(file, trusted))).isTrue();
        } finally {
            server.stop(0);
        }
    }

    private static Channel secure(Path file, Path bundle) {
        return new WebhookChannel(file, Duration.ofSeconds(30), new Authorities(bundle));
    }

    private static SSLContext identity(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Of a key of its own, which it leaves in the store. */
    private static Path certificate(Path store) throws Exception {
        String keytool = System.getProperty("java.home") + "/bin/keytool -keystore " + store + " -storepass secret";
        run(keytool + " -genkeypair -keyalg EC -dname CN=" + store.getFileName() + " -ext san=ip:127.0.0.1");
        run(keytool + " -exportcert -rfc -file " + store + ".crt");
        return Path.of(store + ".crt");
    }

    private static void run(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
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
        assertThat(failures).hasSize(1).allMatch(line -> line.contains("expected an address"));
        assertThat(String.join("", failures)).doesNotContain("secret");
    }

    @Test
    void whatDoesNotWorkIsTriedAgainForThreeDaysAndWhatDidIsNot() throws Exception {
        Path works = script("cat >>" + directory + "/text");
        Path fails = failing();
        Instant begun = clock.now();
        List<Duration> tries = new ArrayList<>();

        assertThat(deliver(new HookChannel(fails), new HookChannel(works))).isFalse();
        while (!isEmpty()) {
            tries.add(Duration.between(begun, clock.now()));
            assertThat(tryAgain(new HookChannel(fails), new HookChannel(works))).isFalse();
        }

        assertThat(directory.resolve("text")).content().containsOnlyOnce("data: sector 5000 is lost");
        assertThat(tries.subList(0, 4).stream().map(Duration::toSeconds)).containsExactly(0L, 5L, 15L, 35L);
        assertThat(tries.get(tries.size() - 1)).isBetween(Duration.ofDays(2), Duration.ofDays(4));
        assertThat(failures.get(0)).isEqualTo("hook " + fails + ": ended with status 7: no such luck");
        assertThat(failures.get(failures.size() - 1)).isEqualTo("given up: data: sector 5000 is lost");
    }

    @Test
    void whatIsNewIsToldBeforeWhatIsTriedAgain() throws Exception {
        assertThat(deliver(new HookChannel(failing()))).isFalse();
        clock.pause(Duration.ofDays(1));
        outbox().tidy(clock.now());

        assertThat(deliver(notice("data: this is new"), new HookChannel(script("cat >>" + directory + "/text"))))
                .isTrue();

        assertThat(Files.readString(directory.resolve("text")).lines().filter(line -> line.startsWith("data: ")))
                .containsExactly("data: this is new", "data: sector 5000 is lost");
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() throws Exception {
        assertThat(deliver(new HookChannel(failing()))).isFalse();
        outbox().tidy(clock.now());
        assertThat(outbox().ready()).as("not yet").isEmpty();

        outbox().tidy(clock.now().minus(Duration.ofDays(300)));

        assertThat(outbox().ready()).hasSize(1);
    }

    @Test
    void ofVeryManyThatCannotBeDeliveredTheOldestAreGivenUpAndWhatIsNewIsTold() throws Exception {
        for (int n = 0; n < 101; n++) {
            Path file = outbox().put(notice("data: " + n), clock.now().plusSeconds(n));
            outbox().postpone(file, Duration.ofHours(1), clock.now());
        }

        try (Stream<Path> files = Files.list(directory.resolve("outbox"))) {
            assertThat(files.map(CourierTest::text))
                    .hasSize(100)
                    .noneMatch(text -> text.contains("\"data: 0\""))
                    .anyMatch(text -> text.contains("\"data: 1\""));
        }
        assertThat(deliver(new HookChannel(script("exit 0")))).isTrue();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoTestsTheWayIsToldWhatBecameOfIt() throws Exception {
        Path fails = failing();
        Path sendmail = script("cat >" + directory + "/mail");
        List<Channel> channels =
                List.of(new HookChannel(fails), new MailChannel(sendmail.toString(), List.of("nobody")));
        Thread deliverer = new Thread(() -> deliverWhatComes(channels));
        deliverer.start();

        TestNotice.Outcome outcome =
                TestNotice.send(outbox(), Clock.SYSTEM, Duration.ofMinutes(1)).orElseThrow();

        deliverer.join();
        assertThat(outcome.told()).containsExactly("mail to nobody");
        assertThat(outcome.failures()).hasSize(1).allMatch(line -> line.startsWith("hook " + fails));
        assertThat(isEmpty()).isTrue();
    }

    private void deliverWhatComes(List<Channel> channels) {
        try {
            while (outbox().ready().isEmpty()) {
                Clock.SYSTEM.pause(Duration.ofMillis(10));
            }
            courier(channels).deliverOne(outbox());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTestThatNobodyDeliversOrWaitsForAnyMoreIsTakenAway() throws Exception {
        assertThat(TestNotice.send(outbox(), clock, Duration.ofMinutes(5))).isEmpty();
        assertThat(isEmpty()).isTrue();

        outbox().put(notice("this is a test", Alert.Kind.TEST), clock.now());
        assertThat(courier(List.of(new HookChannel(failing()))).deliverOne(outbox()))
                .isFalse();
        outbox().tidy(Instant.now());
        assertThat(isEmpty()).as("somebody may wait").isFalse();
        outbox().tidy(Instant.now().plus(Duration.ofHours(2)));
        assertThat(isEmpty()).isTrue();
    }

    @Test
    void whatIsOnItsWayIsNobodyElsesToRead() throws IOException {
        outbox().put(LOST, clock.now());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("outbox"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "",
                "null",
                "{\"notice\":{\"version\":1}}",
                "{\"notice\":{\"version\":1,\"device\":\"d\",\"kind\":\"k\",\"message_id\":\"m\",\"severity\":\"s\",\"since\":\"t\","
                        + "\"messages\":[null],\"fields\":{}}}",
            })
    void aFileThatIsNoNoticeIsToldAndTakenAway(String text) throws Exception {
        Files.createDirectories(directory.resolve("outbox"));
        Files.writeString(directory.resolve("outbox/000.json"), text);
        assertThat(courier(List.of()).deliverOne(outbox())).isFalse();
        assertThat(failures).hasSize(1).allMatch(line -> line.contains("000.json: expected a notice"));
        assertThat(directory.resolve("outbox")).isEmptyDirectory();
    }

    @Test
    void theOutboxIsBounded() throws IOException {
        Outbox outbox = outbox();
        for (int n = 0; n < 100; n++) {
            outbox.put(LOST, clock.now());
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> outbox.put(LOST, clock.now()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100 notices wait");
    }

    private boolean deliver(Channel... channels) throws Exception {
        return deliver(LOST, channels);
    }

    private boolean deliver(Notice notice, Channel... channels) throws Exception {
        outbox().put(notice, clock.now());
        return deliverAll(channels);
    }

    private boolean deliverAll(Channel... channels) throws IOException {
        boolean all = true;
        while (!outbox().isEmpty()) {
            all &= courier(List.of(channels)).deliverOne(outbox());
        }
        return all;
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("outbox"))) {
            return files.findAny().isEmpty();
        }
    }

    private Path failing() throws IOException {
        return executable(Files.writeString(directory.resolve("fails"), "#!/bin/sh\necho no such luck >&2; exit 7\n"));
    }

    /** When it is time; the daemon looks as often. */
    private boolean tryAgain(Channel... channels) throws IOException {
        while (outbox().ready().isEmpty()) {
            clock.pause(Duration.ofSeconds(5));
            outbox().tidy(clock.now());
        }
        return deliverAll(channels);
    }

    private Courier courier(List<Channel> channels) {
        return new Courier(channels, "host", clock, failures::add);
    }

    private Outbox outbox() {
        return new Outbox(directory.resolve("outbox"));
    }

    private static Notice notice(String message) {
        return notice(message, Alert.Kind.DATA_LOST);
    }

    private static Notice notice(String message, Alert.Kind kind) {
        return new Notice(
                new Matter("data", kind),
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
