package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of a sector, for people, in plain lines. */
final class ExplanationText {

    private final PrintWriter out;

    ExplanationText(PrintWriter out) {
        this.out = out;
    }

    void print(Explanation seen) {
        Explanation.Unit unit = seen.unit();
        out.println(seen.device() + " sector " + seen.sector() + "  " + (seen.attention() ? "NEEDS ATTENTION" : "ok"));
        line("disk", place(seen.disk(), seen.diskSector()));
        line("unit", unit.sector() + "+" + unit.sectors() + " (disk " + unit.diskSector() + "+" + unit.sectors() + ")");
        line("lives", spare(seen.spare()));
        if (!seen.lost().isEmpty()) {
            line("lost", sectors(seen.lost()) + ": they read as errors until they are overwritten");
        }
        story(seen.story());
        List<Explanation.Layer> above = seen.layers().stream().skip(1).toList();
        above.forEach(layer -> line("within", layer.device() + ", " + layer.what() + ", sector " + layer.sector()));
        if (seen.holds() != null) {
            line("holds", seen.holds() + (seen.mounted() == null ? "" : ", mounted on " + seen.mounted()));
        }
        owner(seen.owner());
        seen.notes().forEach(note -> line("note", note));
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-9s %s", label, text));
    }

    private static String place(@Nullable String disk, long sector) {
        return (disk == null ? "MISSING" : disk) + " sector " + sector;
    }

    private static String spare(Explanation.@Nullable Spare spare) {
        if (spare == null) {
            return "where it always was";
        }
        return (spare.active() ? "on" : "on its way to") + " spare #" + spare.number() + ", "
                + place(spare.disk(), spare.diskSector());
    }

    private void story(Explanation.Story story) {
        InspectionReport.Fault open = story.open();
        if (open != null) {
            line("fault", "open since " + open.since() + ", " + open.hints() + " hints, the first: " + open.cause());
        }
        for (InspectionReport.Past past : story.history()) {
            line(
                    "history",
                    past.when() + " " + past.fate() + (past.lost().isEmpty() ? "" : ", lost " + sectors(past.lost()))
                            + ": " + past.cause());
        }
    }

    private static String sectors(List<Long> sectors) {
        return sectors.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private void owner(Explanation.Belongs owner) {
        if (owner.what() != null) {
            line(owner.kind(), owner.what());
        }
        owner.files().forEach(this::file);
    }

    private void file(Explanation.File file) {
        String what = (file.part().equals("contents") ? "" : file.part() + " of the ") + file.kind();
        if (file.paths().isEmpty()) {
            line(
                    "file",
                    what + " without a name (inode " + file.inode() + "): deleted and still open, or nameless anyway");
            return;
        }
        line("file", file.paths().get(0) + " (" + what + ", inode " + file.inode() + ")");
        file.paths().stream().skip(1).forEach(path -> line("", path));
        if (file.morePaths() > 0) {
            line("", "and " + file.morePaths() + " other names");
        }
    }
}
