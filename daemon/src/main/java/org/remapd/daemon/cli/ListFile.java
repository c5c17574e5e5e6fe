package org.remapd.daemon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.remapd.agent.map.AreaFormat;
import org.remapd.agent.map.MalformedListException;

/** A list of bad places in a file, which is read as a stream, a line at a time. */
final class ListFile {

    /** Characters: a mapfile's comments hold a command line. */
    private static final int LONGEST_LINE = 1 << 17;

    private ListFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException also if it is no such list; the message says where, and what was expected
     */
    static void read(Path file, AreaFormat.Parser parser) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(in, file.toString(), parser);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": may not be read", e);
        }
    }

    /** Reads what comes; {@code name} is what that is called. The caller closes it. */
    static void read(InputStream in, String name, AreaFormat.Parser parser) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        StringBuilder line = new StringBuilder();
        long number = 1;
        try {
            for (; next(text, line); number++) {
                parser.line(line.toString());
            }
            parser.end();
        } catch (MalformedListException e) {
            throw new IOException(name + ":" + number + ": " + e.getMessage(), e);
        }
    }

    /** False at the end. */
    private static boolean next(Reader text, StringBuilder line) throws IOException, MalformedListException {
        line.setLength(0);
        int character = text.read();
        if (character < 0) {
            return false;
        }
        for (; character >= 0 && character != '\n'; character = text.read()) {
            if (line.length() == LONGEST_LINE) {
                throw new MalformedListException("more than " + LONGEST_LINE + " characters; expected lines of text");
            }
            line.append((char) character);
        }
        return true;
    }
}
