package org.remapd.daemon.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.remapd.daemon.cli.Main;
import picocli.CommandLine;

/** Whatever is shown to be typed, in whichever text, is understood. That it does what it should others show, in a guest. */
class QuotedCommandsTest {

    private static final List<Path> TEXTS = List.of(
            Path.of("../README.md"), Path.of("../config/remapd.conf"), Path.of("../packaging/catalog/remapd.catalog"));

    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

    /** What begins another command, or an explanation. */
    private static final Pattern END = Pattern.compile("\\||&&|;| {2,}| > ");

    /** Lines that are set off, and what stands in backquotes; the blocks of README are run, in a guest. */
    private static Stream<String> shown(Path text) throws IOException {
        String all = Files.readString(text);
        return Stream.concat(
                all.lines().filter(line -> line.startsWith("  ")),
                QUOTED.matcher(all).results().map(quoted -> quoted.group(1)));
    }

    private static Stream<String> examples(CommandLine command) {
        return Arrays.stream(command.getCommandSpec().usageMessage().footer()).filter(line -> line.startsWith("  "));
    }

    static List<String> commands() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path text : TEXTS) {
            shown(text).forEach(lines::add);
        }
        ManualTest.commands().forEach(command -> examples(command).forEach(lines::add));
        return lines.stream()
                .flatMap(line -> Arrays.stream(END.split(line)))
                .map(part -> part.strip().replaceFirst("^until ", ""))
                .filter(part -> part.startsWith("remapd "))
                .map(part -> part.replaceAll("@REMAPD_SECTOR@|\\bSECTOR\\b", "123456")
                        .replaceAll("@REMAPD_DEVICE@|\\bNAME\\b", "data"))
                .distinct()
                .toList();
    }

    @Test
    void thereAreMany() throws IOException {
        assertThat(commands())
                .hasSizeGreaterThan(60)
                .contains(
                        "remapd scrub data --resume",
                        "remapd spares add data --spare-device DISK",
                        "remapd explain data 123456");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itIsUnderstood(String command) {
        String[] arguments = command.substring("remapd ".length()).split(" +");
        CommandLine line = Main.commandLine(arguments);
        if (arguments.length == 1) {
            // Only its name, perhaps.
            assertThat(line.getSubcommands()).containsKey(arguments[0]);
        } else {
            assertThatCode(() -> line.parseArgs(arguments)).as(command).doesNotThrowAnyException();
        }
    }
}
