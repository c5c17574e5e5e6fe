package org.remapd.daemon.manual;

import java.util.List;

/** A page for man(1), in the language of man(7). For one thread at a time. */
final class Roff {

    private final StringBuilder page = new StringBuilder();

    Roff(String name, int section, String version) {
        line(".TH " + plain(name.toUpperCase(java.util.Locale.ROOT)) + " " + section + " \"\" \"remapd "
                + plain(version) + "\" remapd");
    }

    Roff section(String heading) {
        return line(".SH " + plain(heading));
    }

    Roff subsection(String heading) {
        return line(".SS " + plain(heading));
    }

    Roff paragraph(String text) {
        return line(".PP").line(plain(text));
    }

    /** Lines as they are. */
    Roff example(List<String> lines) {
        line(".PP").line(".nf").line(".RS 4");
        lines.forEach(text -> line(plain(text)));
        return line(".RE").line(".fi");
    }

    /**
     * What is explained, and how.
     *
     * @param tag of this language, see {@link #bold} and {@link #italic}
     */
    Roff item(String tag, String text) {
        return line(".TP").line(tag).line(plain(text));
    }

    static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** Text that begins no request, whatever it begins with. */
    static String plain(String text) {
        String escaped = escaped(text);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** A hyphen would be drawn so that nobody can copy it to a command line. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    Roff line(String text) {
        page.append(text).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
