package org.remapd.daemon.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.remapd.daemon.cli.Main;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The man pages and the completion say what the parser takes, since they are made of it. */
class ManualTest {

    private static final Path CONFIGURATION = Path.of("../config/remapd.conf");

    static List<CommandLine> commands() {
        return Manual.all(Main.commandLine().setUsageHelpWidth(10_000));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageHasEveryOptionAndWhatItExitsWith(CommandLine command) {
        String page = CommandPage.of(command, "1.2");
        List<String> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .map(Roff::bold)
                .toList();
        assertThat(page)
                .startsWith(".TH REMAPD")
                .contains(options)
                .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION")
                .doesNotContain("${", "@|", "%n");
        assertThat(page.lines().filter(line -> line.equals(".SH EXIT STATUS")))
                .as("of %s", CommandPage.name(command.getCommandSpec()))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whatIsTypedStandsAsItIsTyped() {
        String page = CommandPage.of(
                commands().stream()
                        .filter(command -> command.getCommandName().equals("scrub"))
                        .findFirst()
                        .orElseThrow(),
                "1.2");
        assertThat(page)
                .contains(".SH EXAMPLES\n.PP\n.nf\n.RS 4\nremapd scrub \\-\\-now")
                .contains(".SH EXIT STATUS\n0 done, 1 done and something needs attention");
    }

    @Test
    void noLineOfTextIsTakenForARequest() {
        assertThat(new Roff("x", 8, "1")
                        .paragraph(".so /etc/passwd")
                        .paragraph("'quoted' \\n")
                        .toString())
                .endsWith(".PP\n\\&.so /etc/passwd\n.PP\n\\&'quoted' \\en\n");
    }

    @Test
    void everySettingOfTheConfigurationIsExplained() throws IOException {
        String file = Files.readString(CONFIGURATION);
        String page = ConfigurationPage.of(file, "1.2");
        List<String> settings = file.lines()
                .takeWhile(line -> !line.startsWith("# The devices"))
                .filter(line -> line.matches("#[a-z-]+ = .*"))
                .map(line -> Roff.bold(line.substring(1)))
                .toList();
        assertThat(settings).hasSizeGreaterThan(15);
        assertThat(page).contains(settings).contains(".SS [scrub]", ".SS [device.NAME]", "[device.remap0.scrub]");
        assertThat(page).as("two settings, one explanation").contains("\n.TQ\n\\fBwindow = ");
    }

    @Test
    void allIsWrittenToWhereASystemLooksForIt(@TempDir Path root) throws IOException {
        Manual.main(new String[] {root.toString(), CONFIGURATION.toString()});

        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString()))
                    .contains(
                            "usr/share/man/man8/remapd.8",
                            "usr/share/man/man8/remapd-spares-add.8",
                            "usr/share/man/man5/remapd.conf.5",
                            "usr/share/zsh/vendor-completions/_remapd");
        }
        Path completion = root.resolve("usr/share/bash-completion/completions/remapd");
        assertThat(completes(completion, "remapd", "scr")).contains("scrub");
        assertThat(completes(completion, "remapd", "scrub", "--res")).containsExactly("--resume");
    }

    @Test
    void theNamesOfDevicesAreThoseOfTheConfiguration(@TempDir Path root) throws IOException {
        Manual.main(new String[] {root.toString(), CONFIGURATION.toString()});
        Path configuration = root.resolve("remapd.conf");
        Files.writeString(configuration, """
                [scrub]
                [device.data]
                disk = "/dev/sdb"
                [device.data.scrub]
                [device.media-2]
                [device."media.3"]
                #[device.old]
                """);
        Path completion = root.resolve("usr/share/bash-completion/completions/remapd");
        Files.writeString(
                completion, Files.readString(completion).replace("/etc/remapd.conf", configuration.toString()));

        assertThat(completes(completion, "remapd", "status", "")).containsExactly("data", "media-2", "media.3");
        assertThat(completes(completion, "remapd", "explain", "me")).containsExactly("media-2", "media.3");
        assertThat(completes(completion, "remapd", "spares", "add", "d")).containsExactly("data");
        assertThat(completes(completion, "remapd", "create", "d"))
                .as("a name that is new")
                .doesNotContain("data");
    }

    /** What bash makes of it when the last word is to be completed. */
    private static List<String> completes(Path script, String... words) throws IOException {
        String line = String.join(" ", words);
        String command = "compopt() { :; }; . '" + script + "'; COMP_WORDS=(" + line + "); COMP_CWORD="
                + (words.length - 1)
                + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                + "; _complete_remapd remapd '" + words[words.length - 1] + "'; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        return Arrays.asList(
                new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n"));
    }
}
