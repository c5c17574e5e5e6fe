package org.remapd.daemon.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command's page in section 8, from what its {@code --help} says. Pure. */
final class CommandPage {

    /** Where system administration commands are; see man-pages(7). */
    static final int SECTION = 8;

    private static final String STATUS = "Exit status: ";

    private final CommandSpec spec;
    private final Roff page;
    private boolean hasExamples;

    private CommandPage(CommandSpec spec, String version) {
        this.spec = spec;
        this.page = new Roff(name(spec), SECTION, version);
    }

    /** As {@code remapd-scrub}. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    static String of(CommandLine command, String version) {
        CommandPage page = new CommandPage(command.getCommandSpec(), version);
        page.write();
        return page.page.toString();
    }

    private void write() {
        List<String> description = lines(spec.usageMessage().description());
        page.section("NAME").line(Roff.plain(name(spec)) + " \\- " + Roff.plain(withoutStop(description.get(0))));
        page.section("SYNOPSIS").line(Roff.plain(synopsis()));
        page.section("DESCRIPTION");
        description.forEach(page::paragraph);
        arguments();
        commands();
        footer();
        others();
    }

    private String synopsis() {
        return new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip();
    }

    private void arguments() {
        Stream<ArgSpec> all = Stream.concat(spec.positionalParameters().stream(), spec.options().stream());
        List<ArgSpec> shown = all.filter(argument -> !argument.hidden()).toList();
        if (!shown.isEmpty()) {
            page.section("OPTIONS");
            shown.forEach(argument -> page.item(tag(argument), String.join(" ", lines(argument.description()))));
        }
    }

    private static String tag(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            String value = option.arity().max() == 0 ? "" : "=" + Roff.italic(option.paramLabel());
            return Arrays.stream(option.names()).map(Roff::bold).collect(Collectors.joining(", ")) + value;
        }
        return Roff.italic(argument.paramLabel());
    }

    private void commands() {
        if (!spec.subcommands().isEmpty()) {
            page.section("COMMANDS");
            shown(spec)
                    .forEach(command -> page.item(
                            Roff.bold(name(command)) + "(" + SECTION + ")",
                            lines(command.usageMessage().description()).get(0)));
        }
    }

    /** Blocks with an empty line between them. */
    private void footer() {
        List<String> block = new ArrayList<>();
        for (String line : Stream.concat(lines(spec.usageMessage().footer()).stream(), Stream.of(""))
                .toList()) {
            if (!line.isEmpty()) {
                block.add(line);
            } else if (!block.isEmpty()) {
                footer(block);
                block = new ArrayList<>();
            }
        }
    }

    private void footer(List<String> block) {
        String first = block.get(0);
        if (first.startsWith(STATUS)) {
            page.section("EXIT STATUS").line(Roff.plain(first.substring(STATUS.length())));
            text(block.subList(1, block.size()));
        } else if (first.startsWith("Example")) {
            examples(block);
        } else {
            text(block);
        }
    }

    /** Several blocks of them are one section. */
    private void examples(List<String> block) {
        if (!hasExamples) {
            page.section("EXAMPLES");
            hasExamples = true;
        }
        String what = block.get(0).replaceFirst("^Examples?[:,] ?", "");
        if (!what.isEmpty()) {
            page.paragraph(what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1));
        }
        text(block.subList(1, block.size()));
    }

    /** What is set in is typed, and stays as it is. */
    private void text(List<String> lines) {
        List<String> typed = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("  ")) {
                typed.add(line.substring(2));
                continue;
            }
            show(typed);
            page.paragraph(line);
        }
        show(typed);
    }

    private void show(List<String> typed) {
        if (!typed.isEmpty()) {
            page.example(typed);
            typed.clear();
        }
    }

    private void others() {
        CommandSpec root = spec.root();
        String others = Stream.concat(Stream.of(root), shown(root))
                .filter(other -> other != spec)
                .map(other -> Roff.bold(name(other)) + "(" + SECTION + ")")
                .collect(Collectors.joining(",\n"));
        page.section("SEE ALSO").line(Roff.bold("remapd.conf") + "(5),\n" + others);
    }

    /** Without those that nobody is to type. */
    private static Stream<CommandSpec> shown(CommandSpec parent) {
        return parent.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden());
    }

    private static List<String> lines(String... texts) {
        return Arrays.stream(texts)
                .map(text -> Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%")))
                .flatMap(text -> Arrays.stream(text.split("\n", -1)))
                .toList();
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
