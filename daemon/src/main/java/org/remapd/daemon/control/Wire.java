package org.remapd.daemon.control;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One JSON object a line over a socket. One thread at a time. */
final class Wire {

    /** A request is small; a status of many devices is not. */
    static final int MAX_REQUEST_BYTES = 64 * 1024;

    static final int MAX_REPLY_BYTES = 64 * 1024 * 1024;

    static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private final ByteChannel channel;
    private final InputStream in;
    private final int limit;

    Wire(ByteChannel channel, int limit) {
        this.channel = channel;
        this.in = new java.io.BufferedInputStream(Channels.newInputStream(channel));
        this.limit = limit;
    }

    /** A message as {@link #send(byte[])} takes it. */
    static byte[] line(Object message) {
        return (GSON.toJson(message) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    void send(Object message) throws IOException {
        send(line(message));
    }

    void send(byte[] line) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(line);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** The next line as a {@code type}; empty at the end. */
    <T> Optional<T> receive(Class<T> type) throws IOException {
        byte[] line = readLine();
        if (line.length == 0) {
            return Optional.empty();
        }
        try {
            T message = GSON.fromJson(new String(line, StandardCharsets.UTF_8), type);
            if (message == null) {
                throw new IOException("expected a JSON object in one line");
            }
            return Optional.of(message);
        } catch (JsonParseException e) {
            throw new IOException("expected a JSON object in one line: " + e.getMessage(), e);
        }
    }

    private byte[] readLine() throws IOException {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == limit) {
                throw new IOException("a line of more than " + limit + " bytes");
            }
            line.write(next);
        }
        return line.toByteArray();
    }
}
