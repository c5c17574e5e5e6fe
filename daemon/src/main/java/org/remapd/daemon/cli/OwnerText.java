package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Whose a sector is, for people, in plain lines. */
final class OwnerText {

    private final PlainLines out;

    OwnerText(PrintWriter out) {
        this.out = new PlainLines(out);
    }

    void print(long sector, OwnerReport owner) {
        out.println("sector " + sector + " belongs to");
        owner.layers().stream()
                .skip(1)
                .forEach(layer -> line("within", layer.device() + ", " + layer.what() + ", sector " + layer.sector()));
        if (owner.holds() != null) {
            line("holds", owner.holds() + (owner.mounted() == null ? "" : ", mounted on " + owner.mounted()));
        }
        if (owner.what() != null) {
            line(owner.kind(), owner.what());
        }
        owner.files().forEach(this::file);
        owner.notes().forEach(note -> line("note", note));
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-8s %s", label, text));
    }

    private void file(OwnerReport.File file) {
        String what = (file.part().equals("contents") ? "" : file.part() + " of the ") + file.kind();
        List<String> paths = file.paths();
        if (paths.isEmpty()) {
            line(
                    "file",
                    what + " without a name (inode " + file.inode() + "): deleted and still open, or nameless anyway");
            return;
        }
        line("file", paths.get(0) + " (" + what + ", inode " + file.inode() + ")");
        paths.stream().skip(1).forEach(path -> line("", path));
        if (file.morePaths() > 0) {
            line("", "and " + file.morePaths() + " other names");
        }
    }
}
