package org.remapd.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The command line's end of the control socket. */
public final class ControlClient {

    /** Nobody answers at the socket: the daemon is not running, or is not ours to talk to. The message says what to do. */
    public static final class NoDaemonException extends IOException {

        private static final long serialVersionUID = 1;

        NoDaemonException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What the daemon has at hand, but that the device mapper may keep it waiting for a disk that hangs. */
    private static final Duration TO_TELL = Duration.ofMinutes(2);

    /** What may have to wait for many disks that hang, one after the other; the daemon itself gives up much sooner on each. */
    private static final Duration TO_DO = Duration.ofHours(1);

    private final Path socket;
    private final Duration toTell;

    public ControlClient(Path socket) {
        this(socket, TO_TELL);
    }

    ControlClient(Path socket, Duration toTell) {
        this.socket = socket;
        this.toTell = toTell;
    }

    /**
     * Asks, and returns the last line of the answer; the lines before it go to {@code progress}.
     *
     * @throws IOException also if the daemon says nothing for longer than it can take
     */
    public Reply ask(Request request, Consumer<Reply> progress) throws IOException {
        // Whoever connects has to ask soon, and on a busy machine even this takes a while.
        byte[] question = Wire.line(request);
        Duration patience = request.command() != null && request.command().changes() ? TO_DO : toTell;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Deadline deadline = new Deadline(channel, patience)) {
            try {
                return ask(channel, question, deadline, progress);
            } catch (IOException e) {
                throw deadline.hasPassed() ? silent(patience, e) : e;
            }
        }
    }

    private Reply ask(SocketChannel channel, byte[] question, Deadline deadline, Consumer<Reply> progress)
            throws IOException {
        connect(channel);
        Wire wire = new Wire(channel, Wire.MAX_REPLY_BYTES);
        IOException unheard = send(wire, question);
        while (true) {
            Optional<Reply> reply = wire.receive(Reply.class);
            if (reply.isEmpty()) {
                throw unheard;
            }
            deadline.renew();
            if (reply.get().last()) {
                return reply.get();
            }
            progress.accept(reply.get());
        }
    }

    private static IOException silent(Duration patience, IOException cause) {
        return new IOException(
                "the daemon has not answered for " + patience.toSeconds() + " s; journalctl -u remapd may say why",
                cause);
    }

    /** Who is not listened to may have been told why, all the same. Returns what is wrong if not. */
    private static IOException send(Wire wire, byte[] question) {
        try {
            wire.send(question);
            return new IOException("the daemon went away before it had answered; journalctl -u remapd says why");
        } catch (IOException e) {
            return e;
        }
    }

    /**
     * How a device is, or all of them if none is named.
     *
     * @throws IOException also if the daemon answers with none, and says why
     */
    public StatusReport status(@Nullable String device) throws IOException {
        Reply reply = ask(new Request(Request.Command.STATUS, device, false), progress -> {});
        StatusReport report = reply.status();
        if (report == null) {
            throw new IOException(reply.error() == null ? "the daemon's answer holds no status" : reply.error());
        }
        return report;
    }

    private void connect(SocketChannel channel) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (AccessDeniedException e) {
            throw denied(e);
        } catch (IOException e) {
            // The JDK tells a socket that may not be opened only by its words.
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw denied(e);
            }
            throw new NoDaemonException(
                    "the daemon is not running (nobody answers at " + socket
                            + "); start it with: systemctl start remapd",
                    e);
        }
    }

    private IOException denied(IOException cause) {
        return new IOException("no permission for " + socket + ": be root or in the group remapd", cause);
    }
}
