package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.SurfaceReport;
import org.remapd.daemon.words.Shades;

/** How long reads took, as it is shown: cells of 1 MiB on a disk whose second holds the first of the device's sectors. */
class SurfaceTextTest {

    private static final long MIB = 2048;

    private final List<SurfaceReport.Cell> cells = new ArrayList<>();
    private boolean running;

    @Test
    void stretchesThatAreAlikeAreALineEach() {
        add(null, 4.0, 5.0);
        add("0+2048", 5.0, 7.0);
        add("2048+2048", 6.0, 8.0);
        add("4096+2048", 2000.0, 2000.0);
        add("6144+2048", null, null);

        assertThat(lines())
                .containsExactly(
                        "data  /dev/sdb, 5 cells of 1.0 MiB, read by the scrub that began 2026-11-21T08:00:00Z",
                        "0+4096 (disk 0+6144): 5.00 ms/MiB, slowest read 8.00 ms",
                        "4096+2048 (disk 6144+2048): 2000 ms/MiB, slowest read 2000 ms",
                        "6144+2048 (disk 8192+2048): nothing is known of its speed");
    }

    @Test
    void whatIsUnreadableMovedOrOfAScrubBeforeIsSaid() {
        cells.add(new SurfaceReport.Cell(0, MIB, null, MIB, 5.0, 5.0, false, false, 0, false));
        cells.add(new SurfaceReport.Cell(MIB, MIB, "0+2048", MIB, 5.0, 5.0, false, false, 3, false));
        cells.add(new SurfaceReport.Cell(2 * MIB, MIB, "2048+2048", 0, null, null, false, true, 0, true));
        running = true;

        assertThat(lines())
                .containsExactly(
                        "data  /dev/sdb, 3 cells of 1.0 MiB, read by the scrub that began 2026-11-21T08:00:00Z and is under"
                                + " way; 1 cells are as a scrub before found them",
                        "disk 0+2048: 5.00 ms/MiB, slowest read 5.00 ms",
                        "0+2048 (disk 2048+2048): 5.00 ms/MiB, slowest read 5.00 ms, 3 units on spares",
                        "2048+2048 (disk 4096+2048): nothing is known of its speed, unreadable sectors, by a scrub before");
    }

    @Test
    void aPictureHasAShadeForEachSpeedAndALegendThatSaysWhichItIs() {
        for (double millis : new double[] {5, 5, 5, 5, 5, 15, 35, 500}) {
            add(null, millis, millis);
        }
        cells.add(new SurfaceReport.Cell(8 * MIB, MIB, null, MIB, 5.0, 5.0, false, true, 1, false));
        cells.add(new SurfaceReport.Cell(9 * MIB, MIB, null, MIB, 5.0, 5.0, false, false, 1, false));
        add(null, null, null);

        assertThat(picture(80, Shades.BLOCKS).subList(1, 4))
                .containsExactly(
                        "  disk     0 ░░░░░▒▓█XM?",
                        "  ░ up to 10.0   ▒ up to 20.0   ▓ up to 50.0   █ more   (ms/MiB)",
                        "  X unreadable sectors   M units on spares   ? nothing is known   ~ slow, while others used the disk");
        assertThat(picture(80, Shades.ASCII).get(1)).isEqualTo("  disk     0 .....-+#XM?");
    }

    @Test
    void theSlowestPlacesAreNamedWithSectorsThatOtherCommandsTake() {
        add("0+2048", 5.0, 6.0);
        add("2048+2048", 5.0, 300.0);
        add("4096+2048", 900.0, 900.0);
        add("6144+2048", 1100.0, 2000.0);
        add("8192+2048", 5.0, 5.0);
        add("10240+2048", 5.0, 5.0);

        assertThat(picture(80, Shades.BLOCKS).subList(4, 10))
                .containsExactly(
                        "  slowest places:",
                        "    4096+4096 (disk 4096+4096): 1000 ms/MiB, slowest read 2000 ms",
                        "  slowest reads:",
                        "    6144+2048 (disk 6144+2048): 1100 ms/MiB, slowest read 2000 ms",
                        "    4096+2048 (disk 4096+2048): 900 ms/MiB, slowest read 900 ms",
                        "    2048+2048 (disk 2048+2048): 5.00 ms/MiB, slowest read 300 ms");
    }

    @Test
    void whatWasReadWhileOthersUsedTheDiskIsNotTakenForSlow() {
        add("0+2048", 5.0, 6.0);
        cells.add(new SurfaceReport.Cell(MIB, MIB, "2048+2048", MIB, 500.0, 600.0, true, false, 0, false));
        cells.add(new SurfaceReport.Cell(2 * MIB, MIB, "4096+2048", MIB, 6.0, 6.0, true, false, 0, false));

        assertThat(picture(80, Shades.BLOCKS).get(1)).isEqualTo("  disk    0 ░~░");
        assertThat(lines())
                .contains("2048+2048 (disk 2048+2048): 500 ms/MiB, slowest read 600 ms, while others used the disk");
    }

    @Test
    void whatIsSlowIsSoAlsoIfAllElseWasReadWhileOthersUsedTheDisk() {
        for (int n = 0; n < 4; n++) {
            cells.add(new SurfaceReport.Cell(n * MIB, MIB, null, MIB, 5.0, 5.0, true, false, 0, false));
        }
        add(null, 2000.0, 2000.0);

        assertThat(picture(80, Shades.BLOCKS).get(1)).isEqualTo("  disk     0 ░░░░█");
    }

    @Test
    void onADiskThatIsEvenNothingIsSlow() {
        add("0+2048", 5.0, 6.0);
        add("2048+2048", 9.0, 9.0);

        assertThat(picture(80, Shades.BLOCKS)).contains("  no place is slow beside the others");
    }

    @Test
    void aPictureIsAsWideAsItFitsAndNoHigherThanSixteenRows() {
        for (int n = 0; n < 1024; n++) {
            add(null, n == 777 ? 12.0 : 5.0, 5.0);
        }
        for (int columns : new int[] {1, 20, 40, 80, 200, 5000}) {
            List<String> rows = rows(picture(columns, Shades.BLOCKS));
            assertThat(rows).as("%d columns", columns).hasSizeLessThanOrEqualTo(16);
            assertThat(rows).allMatch(row -> row.length() <= Math.max(columns, 24));
            assertThat(String.join("", rows)).as("what is slow is seen").containsOnlyOnce("▒");
        }
        assertThat(rows(picture(80, Shades.BLOCKS)))
                .as("each cell has its sign")
                .first()
                .asString()
                .hasSize(80);
        assertThat(rows(picture(Integer.MAX_VALUE, Shades.BLOCKS))).isEqualTo(rows(picture(80, Shades.BLOCKS)));
    }

    @Test
    void withoutAScrubSoFarThatIsSaid() {
        SurfaceReport none = new SurfaceReport("data", "/dev/sdb", 5 * MIB, null, null, false, List.of());
        StringWriter text = new StringWriter();
        new SurfaceText(new PrintWriter(text), none, Shades.BLOCKS).picture(80);
        new SurfaceText(new PrintWriter(text), none, Shades.BLOCKS).lines();

        assertThat(text.toString().lines().distinct())
                .containsExactly("data: how long reads take on /dev/sdb is not known: there was no scrub so far that"
                        + " measured it (remapd scrub data --now)");
    }

    @Test
    void whereNothingCountedThereIsAMapOfHoles() {
        cells.addAll(
                Collections.nCopies(3, new SurfaceReport.Cell(0, MIB, null, 0, null, null, false, false, 0, false)));

        assertThat(picture(80, Shades.BLOCKS)).contains("  disk    0 ???", "  no place is slow beside the others");
    }

    /** One that was read all over, or of which nothing is known. */
    private void add(@Nullable String range, @Nullable Double millis, @Nullable Double slowest) {
        cells.add(new SurfaceReport.Cell(
                cells.size() * MIB, MIB, range, millis == null ? 0 : MIB, millis, slowest, false, false, 0, false));
    }

    private List<String> lines() {
        StringWriter text = new StringWriter();
        new SurfaceText(new PrintWriter(text), report(), Shades.ASCII).lines();
        return text.toString().lines().toList();
    }

    private List<String> picture(int columns, String signs) {
        StringWriter text = new StringWriter();
        new SurfaceText(new PrintWriter(text), report(), signs).picture(columns);
        return text.toString().lines().toList();
    }

    private static List<String> rows(List<String> picture) {
        return picture.stream().filter(line -> line.startsWith("  disk ")).toList();
    }

    private SurfaceReport report() {
        return new SurfaceReport("data", "/dev/sdb", cells.size() * MIB, MIB, "2026-11-21T08:00:00Z", running, cells);
    }
}
