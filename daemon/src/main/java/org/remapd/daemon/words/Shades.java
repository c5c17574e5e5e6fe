package org.remapd.daemon.words;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.remapd.daemon.control.SurfaceReport;

/**
 * Which places of a disk are slow, beside the others of the same disk: from its rim to its middle a healthy one gets half as slow again, or twice. The
 * shades differ in how much of a character they fill, so that they can be told apart without colour.
 *
 * @param usual milliseconds for each MiB: as many places take less as take more
 * @param signs for each shade, the fastest first
 */
public record Shades(double usual, String signs) {

    /** So many times what is usual is the most of each shade but the last. */
    private static final double[] TIMES = {2, 4, 10};

    public static final String BLOCKS = "░▒▓█";

    /** For a terminal that may not have the others. */
    public static final String ASCII = ".-+#";

    /** Others make a disk slower and never faster: what those say that did not wait for others counts if it is less. */
    public static Shades of(SurfaceReport report, String signs) {
        double usual = Math.min(usual(report, cell -> true), usual(report, cell -> !cell.disturbed()));
        return new Shades(usual == Double.MAX_VALUE ? 0 : usual, signs);
    }

    private static double usual(SurfaceReport report, Predicate<SurfaceReport.Cell> counts) {
        List<Double> known = report.cells().stream()
                .filter(counts)
                .map(SurfaceReport.Cell::millisPerMib)
                .flatMap(Stream::ofNullable)
                .sorted()
                .toList();
        return known.isEmpty() ? Double.MAX_VALUE : known.get(known.size() / 2);
    }

    /** 0 for what is not slow. */
    public int of(double millisPerMib) {
        return (int) IntStream.range(0, TIMES.length)
                .filter(shade -> millisPerMib > most(shade))
                .count();
    }

    private double most(int shade) {
        return TIMES[shade] * usual;
    }

    public char sign(double millisPerMib) {
        return signs.charAt(of(millisPerMib));
    }

    /** What each of them stands for. */
    public String legend() {
        return IntStream.range(0, signs.length())
                        .mapToObj(shade -> signs.charAt(shade) + " " + words(shade))
                        .collect(Collectors.joining("   "))
                + "   (ms/MiB)";
    }

    /** What one of them stands for, in milliseconds for each MiB. */
    public String words(int shade) {
        return shade < TIMES.length ? "up to " + millis(most(shade)) : "more";
    }

    /** With as many digits as say something. */
    public static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%.0f", millis);
    }
}
