package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntFunction;
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
    private final boolean colour;

    /** @param size now; somebody may change it */
    Screen(PrintWriter out, Supplier<ScreenSize> size, boolean colour) {
        this.out = out;
        this.size = size;
        this.colour = colour;
    }

    /** @param text for so many columns */
    void show(IntFunction<List<Line>> text) {
        ScreenSize now = size.get();
        List<Line> rows = text.apply(now.columns()).stream()
                .flatMap(line -> fold(line, now.columns()))
                .toList();
        StringBuilder drawing = new StringBuilder(HOME);
        fitting(rows, now.rows() - 1)
                .forEach(row ->
                        drawing.append(ERASE_LINE).append(row.shown(colour)).append('\n'));
        // At once, and never empty in between: that would flicker.
        out.print(drawing.append(ERASE_BELOW));
        out.flush();
    }

    private static Stream<Line> fold(Line line, int columns) {
        String text = line.text();
        return text.length() <= columns
                ? Stream.of(line)
                : IntStream.iterate(0, at -> at < text.length(), at -> at + columns)
                        .mapToObj(at ->
                                new Line(text.substring(at, Math.min(text.length(), at + columns)), line.tone()));
    }

    /** The cursor stands below them. */
    private static Stream<Line> fitting(List<Line> rows, int room) {
        if (rows.size() <= room) {
            return rows.stream();
        }
        int shown = Math.max(0, room - 1);
        return Stream.concat(
                rows.stream().limit(shown), Stream.of(Line.of("... and " + (rows.size() - shown) + " more lines")));
    }
}
