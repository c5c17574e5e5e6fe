package org.remapd.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks a daemon that hangs. Of one that answers {@link ControlServerTest} tells. */
class ControlClientTest {

    private static final Request STATUS = new Request(Request.Command.STATUS, null, false);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @SuppressWarnings("NullAway.Init")
    private ServerSocketChannel daemon;

    @BeforeEach
    void open() throws IOException {
        socket = folder.resolve("control.sock");
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(socket), 1);
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    @Test
    void oneThatLetsNobodyInIsNotWaitedForWithoutEnd() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try {
            // Until there is no place left in the line of those that are to be let in.
            for (boolean any = true; any; ) {
                SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(other);
                other.configureBlocking(false);
                any = connects(other);
            }
            assertSilent(Duration.ofMillis(300));
        } finally {
            for (SocketChannel other : waiting) {
                other.close();
            }
        }
    }

    private boolean connects(SocketChannel other) {
        try {
            return other.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException full) {
            return false;
        }
    }

    @Test
    void oneThatSaysNothingIsNotWaitedForWithoutEnd() {
        CompletableFuture<SocketChannel> asked = letIn("");
        assertSilent(Duration.ofMillis(300));
        assertThat(asked).isCompleted();
    }

    @Test
    void whatComesInTimeIsHeardAndThenTheTimeBeginsAnew() {
        CompletableFuture<SocketChannel> asked = letIn("{\"progress\":[]}\n");
        List<Reply> progress = new ArrayList<>();

        assertThatThrownBy(() -> new ControlClient(socket, Duration.ofSeconds(2)).ask(STATUS, progress::add))
                .hasMessageStartingWith("the daemon has not answered for 2 s");

        assertThat(progress).hasSize(1);
        assertThat(asked).isCompleted();
    }

    private void assertSilent(Duration patience) {
        assertThatThrownBy(() -> new ControlClient(socket, patience).ask(STATUS, progress -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the daemon has not answered for")
                .hasMessageContaining("journalctl -u remapd");
    }

    /** Lets somebody in, and says no more than that. */
    private CompletableFuture<SocketChannel> letIn(String words) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                SocketChannel client = daemon.accept();
                client.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
                return client;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
