package org.remapd.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.remapd.daemon.words.Amount;

/** What is to become of disks, for people, in plain lines. */
final class PlanText {

    private PlanText() {}

    static List<String> of(PlanReport plan) {
        List<String> lines = new ArrayList<>();
        lines.add(plan.name() + ": " + headline(plan));
        for (PlanReport.Disk disk : plan.disks()) {
            lines.add("  " + disk.path() + (disk.identity().isEmpty() ? "" : " (" + disk.identity() + ")") + ", "
                    + disk.sectors() + " sectors, " + Amount.size(disk.sectors()));
            disk.areas().forEach(area -> lines.add(line(area)));
            if (disk.areas().stream().noneMatch(PlanReport.Area::written)) {
                lines.add("    nothing is written to this disk");
            }
        }
        plan.destroyed().forEach(what -> lines.add("  DESTROYED: " + what));
        return lines;
    }

    private static String headline(PlanReport plan) {
        String size = plan.sectors() + " sectors (" + Amount.size(plan.sectors()) + "), " + plan.spares()
                + " spares of " + Amount.sectors(plan.unitSectors());
        PlanReport.Kept kept = plan.kept();
        if (kept != null) {
            return size + "; the " + kept.type() + " file system stays where it is, and ends at sector "
                    + kept.sectors();
        }
        return plan.arrangement().equals("beside") ? size + "; all that is on the disk stays where it is" : size;
    }

    private static String line(PlanReport.Area area) {
        return String.format(
                Locale.ROOT,
                "    %-7s sectors %d to %d (%d, %s): %s",
                area.written() ? "write" : "-",
                area.sector(),
                area.sector() + area.sectors() - 1,
                area.sectors(),
                Amount.size(area.sectors()),
                area.what());
    }
}
