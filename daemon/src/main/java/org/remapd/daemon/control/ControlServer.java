package org.remapd.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket that the command line talks to. Whoever may open it may ask (root and the group remapd, by the file's mode);
 * only root may change anything, by the kernel's word on who is there (SO_PEERCRED).
 */
public final class ControlServer implements AutoCloseable {

    /** Where the socket lies. */
    public static final Path SOCKET = Path.of("/run/remapd/control.sock");

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final String GROUP = "remapd";
    private static final int CLIENTS = 16;

    /** For a request to be there, and for each line of a reply to be taken: who is slower keeps a place from others. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What answers requests; called on a thread for each client. */
    public interface Handler {
        /** Sends the reply's lines, the last of them one that ends it. */
        void handle(Request request, ReplySink reply) throws IOException, InterruptedException;
    }

    /** Takes the lines of a reply. */
    public interface ReplySink {
        void send(Reply reply) throws IOException;
    }

    private final Handler handler;
    private final ServerSocketChannel listener;
    private final Path path;
    private final Duration patience;
    private final ExecutorService clients =
            new ThreadPoolExecutor(0, CLIENTS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlServer::thread);
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(ControlServer::thread);

    private ControlServer(Path path, ServerSocketChannel listener, Handler handler, Duration patience) {
        this.path = path;
        this.patience = patience;
        this.listener = listener;
        this.handler = handler;
    }

    /** Begins to answer. */
    public static ControlServer open(Path path, Handler handler) throws IOException {
        return open(path, handler, PATIENCE);
    }

    static ControlServer open(Path path, Handler handler, Duration patience) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        permit(path);
        ControlServer server = new ControlServer(path, listener, handler, patience);
        thread(server::accept).start();
        return server;
    }

    /** Root and the group; until here the unit's umask kept everybody else out. */
    private static void permit(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            GroupPrincipal group =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
            view.setGroup(group);
            view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
        } catch (UserPrincipalNotFoundException e) {
            LOG.warn("there is no group {}: only root can ask for the status", GROUP);
            view.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "control");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                try {
                    clients.execute(() -> serve(client));
                } catch (RejectedExecutionException e) {
                    refuse(client);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("a client could not be let in: {}", e.getMessage());
            }
        }
    }

    private static void refuse(SocketChannel client) throws IOException {
        try (client) {
            new Wire(client, 0).send(Reply.failed("remapd is busy with " + CLIENTS + " other clients; try again"));
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Wire wire = new Wire(client, Wire.MAX_REQUEST_BYTES);
            Optional<Request> request = receive(client, wire);
            if (request.isPresent()) {
                answer(client, wire, request.get());
            }
        } catch (IOException e) {
            LOG.debug("a client went away: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Request> receive(SocketChannel client, Wire wire) throws IOException {
        ScheduledFuture<?> deadline = deadline(client);
        try {
            return wire.receive(Request.class);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            wire.send(Reply.failed("bad request: " + e.getMessage()));
            return Optional.empty();
        } finally {
            deadline.cancel(false);
        }
    }

    private void send(SocketChannel client, Wire wire, Reply reply) throws IOException {
        ScheduledFuture<?> deadline = deadline(client);
        try {
            wire.send(reply);
        } finally {
            deadline.cancel(false);
        }
    }

    private ScheduledFuture<?> deadline(SocketChannel client) throws IOException {
        try {
            return deadlines.schedule(() -> cutOff(client), patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("the daemon ends, or begins anew", e);
        }
    }

    private static void cutOff(SocketChannel client) {
        LOG.info("a client that asked for nothing, or took no answer, is cut off");
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("it went away: {}", e.getMessage());
        }
    }

    private void answer(SocketChannel client, Wire wire, Request request) throws IOException, InterruptedException {
        String user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        if (request.command() == null) {
            wire.send(Reply.failed("bad request: expected a command"));
        } else if (request.command().changes() && !user.equals("root")) {
            wire.send(Reply.failed("only root may do that, and you are " + user));
        } else {
            handler.handle(request, reply -> send(client, wire, reply));
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{}: {}", path, e.getMessage());
        }
        clients.shutdownNow();
        deadlines.shutdownNow();
    }
}
