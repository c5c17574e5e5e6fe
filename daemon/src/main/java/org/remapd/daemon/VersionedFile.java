package org.remapd.daemon;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small file of the daemon's own, one JSON object that names the version of its form: {@code {"version": 1, ...}}. What this version does not
 * know in it is passed over.
 *
 * @param version what this remapd reads and writes
 * @param what    it says, for people
 */
record VersionedFile(Path file, int version, String what) {

    /** A larger one was not written by us. */
    static final int MOST_BYTES = 256 * 1024;

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .create();

    /** The file is there, and does not say what such a file says. */
    static final class CorruptException extends IOException {
        CorruptException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The file was written by a later version, which alone may change it. */
    static final class NewerException extends IOException {
        NewerException(String message) {
            super(message);
        }
    }

    private record Head(@Nullable Integer version) {}

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return Files.isDirectory(file.resolveSibling("."));
    }

    /**
     * Empty if there is no such file.
     *
     * @param form    of the text
     * @param meaning of one of that form; its IllegalArgumentException, ArithmeticException or DateTimeException is a file that is corrupt
     */
    <T, V> Optional<V> read(Class<T> form, Function<T, V> meaning) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new CorruptException(file + ": expected " + MOST_BYTES + " bytes at most", null);
        }
        try {
            String text = Files.readString(file);
            requireVersion(text);
            return Optional.of(meaning.apply(GSON.fromJson(text, form)));
        } catch (CharacterCodingException
                | JsonParseException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException e) {
            throw new CorruptException(file + ": expected " + what + ": " + e.getMessage(), e);
        }
    }

    /** Before anything else is understood: the rest of a later version's may be in another form. */
    private void requireVersion(String text) throws NewerException {
        Head head = GSON.fromJson(text, Head.class);
        int found = required(head == null ? null : head.version, "a version");
        if (found > version) {
            throw new NewerException(
                    file + ": version " + found + " is newer than " + version + ", which is what this remapd knows");
        }
        require(found == version, "version " + found);
    }

    /** Of something that a file must have. */
    static <T> T required(@Nullable T value, String what) {
        require(value != null, "it lacks " + what);
        return Objects.requireNonNull(value);
    }

    /** Of what a file says. */
    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Replaces what is there, all at once, by something of the form that is read. */
    void write(Object text) throws IOException {
        StateFile.replace(file, GSON.toJson(text) + "\n");
    }
}
