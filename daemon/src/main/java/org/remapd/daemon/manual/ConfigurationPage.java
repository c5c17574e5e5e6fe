package org.remapd.daemon.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of remapd.conf in section 5, from that file as it is shipped: each setting stands there with its default, commented out, below
 * what there is to say of it. Pure.
 */
final class ConfigurationPage {

    static final String NAME = "remapd.conf";

    /** Where files are; see man-pages(7). */
    static final int SECTION = 5;

    private static final Pattern TABLE = Pattern.compile("\\[[a-z]+]");
    private static final Pattern SETTING = Pattern.compile("#([a-z-]+ = .*)");
    private static final Pattern COMMENT = Pattern.compile("# (.*)|#");
    private static final Pattern TYPED = Pattern.compile("#(\\S.*)|#");

    private final Roff page;
    private final List<String> said = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();

    private ConfigurationPage(String version) {
        page = new Roff(NAME, SECTION, version);
    }

    static String of(String file, String version) {
        ConfigurationPage page = new ConfigurationPage(version);
        page.write(file.lines().toList());
        return page.page.toString();
    }

    private void write(List<String> lines) {
        page.section("NAME").line("remapd.conf \\- which disks remapd keeps in service, and how");
        page.section("SYNOPSIS").line("/etc/remapd.conf");
        page.section("DESCRIPTION")
                .line("This file is TOML. "
                        + Roff.bold("remapd check-config")
                        + " checks it and changes nothing; "
                        + Roff.bold("systemctl reload remapd")
                        + " has the daemon take it. Settings are shown with their defaults.");
        int devices = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("# The devices"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the file says nothing of devices")));
        lines.subList(0, devices).forEach(this::line);
        explain();
        devices(lines.subList(devices, lines.size()));
        page.section("SEE ALSO").line(Roff.bold("remapd") + "(8), " + Roff.bold("remapd-check-config") + "(8)");
    }

    private void line(String line) {
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()) {
            settings.add(Roff.bold(setting.group(1)));
            return;
        }
        explain();
        Matcher comment = COMMENT.matcher(line);
        if (comment.matches() && comment.group(1) != null) {
            said.add(comment.group(1).strip());
        } else if (TABLE.matcher(line).matches()) {
            said.clear();
            page.subsection(line);
        }
    }

    /** What was said is of all settings below it. */
    private void explain() {
        if (!settings.isEmpty()) {
            page.item(String.join("\n.TQ\n", settings), String.join(" ", said));
            settings.clear();
            said.clear();
        }
    }

    private void devices(List<String> lines) {
        page.subsection("[device.NAME]");
        List<String> text = lines.stream()
                .takeWhile(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .toList();
        page.paragraph(String.join(" ", text));
        page.example(lines.stream()
                .skip(text.size())
                .map(TYPED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1) == null ? "" : line.group(1))
                .toList());
    }
}
