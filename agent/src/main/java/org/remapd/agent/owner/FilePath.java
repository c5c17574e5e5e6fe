package org.remapd.agent.owner;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A path as Linux has it: bytes, of which only 0 never occurs. It is shown so that nothing in it can be mistaken for anything else, nor
 * does anything to a terminal: what is no printable character of UTF-8 is shown as {@code \xHH}, byte by byte, and a backslash
 * as {@code \\}; the shell's {@code $'...'} takes it back.
 */
public final class FilePath {

    private final byte[] bytes;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
    }

    public static FilePath of(byte[] bytes) {
        return new FilePath(bytes.clone());
    }

    public static FilePath of(String text) {
        return new FilePath(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** A name within this directory. */
    public FilePath resolve(FilePath name) {
        boolean slash = bytes.length > 0 && bytes[bytes.length - 1] == '/';
        int at = bytes.length + (slash ? 0 : 1);
        byte[] path = Arrays.copyOf(bytes, at + name.bytes.length);
        path[at - 1] = '/';
        System.arraycopy(name.bytes, 0, path, at, name.bytes.length);
        return new FilePath(path);
    }

    /** This path, which begins at {@code root}, as one that begins at {@code place}; empty if it does not lie below the root. */
    public Optional<FilePath> moved(FilePath root, FilePath place) {
        byte[] top = root.bytes.length == 1 ? new byte[0] : root.bytes;
        boolean below = bytes.length >= top.length
                && Arrays.equals(bytes, 0, top.length, top, 0, top.length)
                && (bytes.length == top.length || bytes[top.length] == '/');
        if (!below) {
            return Optional.empty();
        }
        int slash = Math.min(top.length + 1, bytes.length);
        FilePath rest = new FilePath(Arrays.copyOfRange(bytes, slash, bytes.length));
        return Optional.of(rest.bytes.length == 0 ? place : place.resolve(rest));
    }

    @Override
    public String toString() {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(2);
        StringBuilder shown = new StringBuilder();
        while (in.hasRemaining()) {
            int from = in.position();
            int length = length(in.get(from));
            ByteBuffer one = in.slice(from, Math.min(length, in.remaining()));
            boolean whole = !utf8.reset().decode(one, out.clear(), true).isError() && out.position() > 0;
            int c = whole ? Character.codePointAt(out.flip(), 0) : 0;
            if (whole && c != '\\' && Printable.is(c)) {
                shown.appendCodePoint(c);
                in.position(from + length);
            } else if (whole && c == '\\') {
                shown.append("\\\\");
                in.position(from + 1);
            } else {
                shown.append(String.format("\\x%02x", in.get()));
            }
        }
        return shown.toString();
    }

    /** Of a character of UTF-8, by its first byte; 1 if it is none. */
    private static int length(byte first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return ones < 2 || ones > 4 ? 1 : ones;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
