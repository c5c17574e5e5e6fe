package org.remapd.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** Reads {@code remapd.conf}, or says all that is wrong with it. Changes nothing. */
public final class ConfigurationFile {

    /** Where it lies unless somebody says otherwise. */
    public static final Path STANDARD = Path.of("/etc/remapd.conf");

    private static final int MOST_BYTES = 1 << 20;

    private ConfigurationFile() {}

    /** How reading went. */
    public sealed interface Outcome {}

    /** The file is right throughout. */
    public record Valid(Configuration configuration) implements Outcome {}

    /**
     * The file is wrong somewhere, so none of it counts.
     *
     * @param errors all there are, at least one, in the order of the file
     */
    public record Invalid(List<ConfigurationError> errors) implements Outcome {}

    /** There is no such file. What that means is the caller's to say. */
    public record Missing(Path file) implements Outcome {}

    /**
     * There is something, but no text.
     *
     * @param reason goes on from "it cannot be read: "
     */
    public record Unreadable(Path file, String reason) implements Outcome {}

    /** Reads the file as it is now. */
    public static Outcome read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                return new Unreadable(file, "larger than 1 MiB");
            }
            return parse(file, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)));
        } catch (NoSuchFileException e) {
            return new Missing(file);
        } catch (AccessDeniedException e) {
            return new Unreadable(file, "permission denied");
        } catch (CharacterCodingException e) {
            return new Unreadable(file, "not UTF-8 text");
        } catch (IOException e) {
            return new Unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static Outcome parse(Path file, CharSequence text) {
        ErrorList errors = new ErrorList(file);
        TomlParseResult toml = Toml.parse(text.toString());
        for (TomlParseError error : toml.errors()) {
            errors.add(error.position(), String.valueOf(error.getMessage()));
        }
        // What the parser makes of bad syntax may lie in the wrong table: then only the syntax is worth telling.
        if (!errors.isEmpty()) {
            return new Invalid(errors.sorted());
        }
        Configuration configuration = Configuration.read(TableReader.root(toml, errors));
        return errors.isEmpty() ? new Valid(configuration) : new Invalid(errors.sorted());
    }
}
