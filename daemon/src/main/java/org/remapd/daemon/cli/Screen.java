package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A terminal on which each text takes the place of the one before. What does not fit is left out: it must not scroll. */
final class Screen {

    private static final String HOME = "\033[H";
    private static final String ERASE_LINE = "\033[K";
    private static final String ERASE_BELOW = "\033[J";

    private final PrintWriter out;
    private final Supplier<ScreenSize> size;

    /** @param size now; somebody may change it */
    Screen(PrintWriter out, Supplier<ScreenSize> size) {
        this.out = out;
        this.size = size;
    }

    void show(String text) {
        ScreenSize now = size.get();
        List<String> rows =
                text.lines().flatMap(line -> fold(line, now.columns())).toList();
        StringBuilder drawing = new StringBuilder(HOME);
        fitting(rows, now.rows() - 1)
                .forEach(row -> drawing.append(ERASE_LINE).append(row).append('\n'));
        // At once, and never empty in between: that would flicker.
        out.print(drawing.append(ERASE_BELOW));
        out.flush();
    }

    private static Stream<String> fold(String line, int columns) {
        return line.length() <= columns
                ? Stream.of(line)
                : IntStream.iterate(0, at -> at < line.length(), at -> at + columns)
                        .mapToObj(at -> line.substring(at, Math.min(line.length(), at + columns)));
    }

    /** The cursor stands below them. */
    private static Stream<String> fitting(List<String> rows, int room) {
        if (rows.size() <= room) {
            return rows.stream();
        }
        int shown = Math.max(0, room - 1);
        return Stream.concat(rows.stream().limit(shown), Stream.of("... and " + (rows.size() - shown) + " more lines"));
    }
}
