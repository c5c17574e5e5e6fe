package org.remapd.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.port.Clock;

/** The control socket, over a real one. */
class ControlServerTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Request> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private ControlServer server;

    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @BeforeEach
    void open() throws IOException {
        socket = folder.resolve("control.sock");
        server = ControlServer.open(socket, (request, reply) -> {
            asked.add(request);
            reply.send(Reply.progress(List.of()));
            reply.send(Reply.done(List.of("done with " + request.device())));
        });
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRequestIsAnsweredWithProgressFirst() throws IOException {
        List<Reply> progress = new ArrayList<>();

        Reply reply = new ControlClient(socket).ask(new Request(Request.Command.STATUS, "data", true), progress::add);

        assertThat(reply).isEqualTo(Reply.done(List.of("done with data")));
        assertThat(progress).containsExactly(Reply.progress(List.of()));
        assertThat(asked).containsExactly(new Request(Request.Command.STATUS, "data", true));
    }

    @Test
    void nobodyButTheOwnerAndItsGroupMayOpenIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .startsWith("rw-")
                .endsWith("---");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\n",
                "[]\n",
                "{\"command\":\"FORMAT\"}\n",
                "{\"device\":7e999999999}\n",
                "{}\n",
                "\"\n",
                "{\n"
            })
    void whatIsNotARequestIsRefusedAndNothingIsDone(String line) throws IOException {
        assertThat(answerTo(line)).contains("\"exit\":3").contains("bad request");
        assertThat(asked).isEmpty();
    }

    @Test
    void aLineWithoutEndIsCutOff() throws IOException {
        assertThat(answerTo("x".repeat(Wire.MAX_REQUEST_BYTES + 1))).contains("a line of more than 65536 bytes");
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutADaemonTheClientSaysWhatToDo() {
        server.close();

        assertThatThrownBy(() ->
                        new ControlClient(socket).ask(new Request(Request.Command.STATUS, null, false), progress -> {}))
                .isInstanceOf(ControlClient.NoDaemonException.class)
                .hasMessageContaining("the daemon is not running")
                .hasMessageContaining("systemctl start remapd");
    }

    @Test
    void whoAsksAndDoesNotListenKeepsNobodyElseOutForLong() throws IOException {
        server.close();
        String many = "x".repeat(4 << 20);
        server = ControlServer.open(
                socket,
                (request, reply) -> reply.send(Reply.done(List.of(request.device() == null ? many : "short"))),
                Duration.ofSeconds(5));
        List<SocketChannel> deaf = new ArrayList<>();
        try {
            for (int n = 0; n < 16; n++) {
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                deaf.add(client);
                client.write(ByteBuffer.wrap(Wire.line(new Request(Request.Command.STATUS, null, false))));
            }
            List<Reply> replies = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            do {
                replies.add(new ControlClient(socket)
                        .ask(new Request(Request.Command.STATUS, "data", false), progress -> {}));
                Clock.SYSTEM.pause(Duration.ofMillis(100));
            } while (replies.get(replies.size() - 1).error() != null && System.nanoTime() < end);

            assertThat(String.valueOf(replies.get(0).error())).contains("busy with 16 other clients");
            assertThat(replies.get(replies.size() - 1)).isEqualTo(Reply.done(List.of("short")));
        } finally {
            for (SocketChannel client : deaf) {
                client.close();
            }
        }
    }

    @Test
    void whenItIsClosedWhoIsStillAskedForSomethingIsToldSo() throws Exception {
        server.close();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        server = ControlServer.open(socket, (request, reply) -> {
            asked.countDown();
            awaitWhateverInterrupts(closed);
            try {
                reply.send(Reply.done(List.of()));
            } catch (IOException | RuntimeException e) {
                seen.complete(e);
            }
        });
        Thread client = new Thread(() -> assertThatThrownBy(() ->
                        new ControlClient(socket).ask(new Request(Request.Command.STATUS, null, false), progress -> {}))
                .isInstanceOf(IOException.class));
        client.start();
        asked.await();

        server.close();
        closed.countDown();

        assertThat(seen.get(1, TimeUnit.MINUTES)).isInstanceOf(IOException.class);
        client.join();
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Clock.SYSTEM.pause(Duration.ofMillis(10));
            Thread.interrupted();
        }
    }

    private String answerTo(String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer) >= 0 && !endsLine(answer)) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }

    private static boolean endsLine(ByteBuffer answer) {
        return answer.position() > 0 && answer.get(answer.position() - 1) == '\n';
    }
}
