package org.remapd.daemon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.fault.SectorRange;

/** Sectors in a file, a number or a range a line, as {@code badblocks -b 512} prints them; {@code #} begins a comment. */
final class BadSectorList {

    private BadSectorList() {}

    /**
     * Reads a file.
     *
     * @throws IOException also if a line is something else; the message says where
     */
    static List<SectorRange> read(Path file) throws IOException {
        List<SectorRange> bad = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    bad.add(range(text, file + ":" + number));
                }
            }
        }
        return bad;
    }

    private static SectorRange range(String text, String place) throws IOException {
        String[] words = text.split("\\+", 2);
        try {
            return SectorRange.of(Long.parseLong(words[0]), words.length == 1 ? 1 : Long.parseLong(words[1]));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(
                    place + ": \"" + text + "\" is not a sector; expected a number, or a range as 2400+8", e);
        }
    }
}
