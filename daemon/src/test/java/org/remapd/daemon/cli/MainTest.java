package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as a whole: usage, help, exit statuses. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine(arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void withoutACommandItShowsWhatThereIs() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains("create", "assemble", "stop", "status", "scrub", "check-config", "replay", "daemon");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "assemble",
                "stop",
                "status",
                "scrub",
                "check-config",
                "replay",
                "daemon",
                "forget",
                "inspect",
                "repair",
                "spares",
                "breaker",
                "remap",
                "unmap",
                "explain",
                "map"
            })
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: remapd " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frobnicate",
                "status --frob",
                "status --interval 5",
                "status --watch --interval 0",
                "status --watch --interval often",
                "scrub",
                "scrub data --now --cancel",
                "create",
                "create data",
                "create bad/name --device /dev/null",
                "create data --device /dev/null --spares many",
                "assemble",
                "assemble data --all",
                "stop",
                "forget",
                "inspect",
                "inspect data --dmsetup --json",
                "inspect data other --dmsetup",
                "repair",
                "spares add data",
                "create data --device /dev/null --json",
                "assemble data --scan",
                "breaker --open",
                "breaker data",
                "breaker data --open --close",
                "remap",
                "remap data",
                "remap data nowhere",
                "remap data -- -5",
                "unmap data",
                "unmap data 5 6",
                "explain",
                "explain data",
                "explain data 5 nowhere",
                "explain data 5 -- -5",
                "explain data 5 --patience 0",
                "map",
                "map data list",
                "map data --disk",
                "map data --force",
                "map data --block-size 512",
                "map data --import badblocks",
                "map data --export ddrescue",
                "map data --export gzip list",
                "map data --import ddrescue --export ddrescue list",
                "map data --import ddrescue list --block-size 4096",
                "map data --import badblocks list --block-size 100",
                "map data --export badblocks list --block-size 1000",
                "map data --export badblocks list --block-size 2097152",
                "map data --import ddrescue list --force",
                "map data --export ddrescue - --force",
                "map data --export ddrescue - --json"
            })
    void whatIsNotUnderstoodIsUsage(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("remapd: "))
                .satisfies(lines -> assertThat(lines.get(1)).matches("See: remapd( [a-z-]+)* --help"));
    }

    @ParameterizedTest
    @CsvSource({
        "creat data, remapd has no command creat; did you mean create?",
        "frobnicate, remapd has no command frobnicate",
        "create data --devcie /dev/sdz, remapd create has no option --devcie; did you mean --device?",
        "create data --devcie=/dev/sdz, remapd create has no option --devcie; did you mean --device?",
        "create data /dev/sdz, Missing required option: '--device=DEV'",
        "status --frob, remapd status has no option --frob",
        "scrub data, 'expected --now, --pause, --resume or --cancel'",
        "breaker data, expected --open or --close",
        "unmap data 5 6, remapd unmap does not take 6 as well",
        "remap data nowhere, 'Invalid value for positional parameter at index 1 (SECTOR):"
                + " expected the number of a sector, not nowhere'",
    })
    void whatIsMisspeltIsNamed(String arguments, String why) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("remapd: " + why + "\n");
    }

    @Test
    void whoAsksForHelpByThatWordGetsIt() {
        assertThat(run("help")).isZero();
        assertThat(run("help", "scrub")).isZero();
        assertThat(out.toString()).contains("Usage: remapd [-hV]", "Usage: remapd scrub ");
    }

    /** The list of all commands, here and in the manual, has the first line of what each says of itself. */
    @Test
    void whatACommandIsForIsSaidInASentence() {
        assertThat(Main.commandLine().getSubcommands()).isNotEmpty().allSatisfy((name, command) -> {
            String[] description = command.getCommandSpec().usageMessage().description();
            assertThat(description[0]).hasSizeLessThan(110).matches("[A-Z].*\\.");
        });
    }

    @Test
    void whatIsToBeTypedFitsATerminal() {
        assertThat(Main.commandLine().getSubcommands().values())
                .flatMap(command ->
                        List.of(command.getCommandSpec().usageMessage().footer()))
                .filteredOn(line -> line.startsWith("  "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    @Test
    void whatIsNotADiskIsRefused() {
        assertThat(run("create", "data", "--device", "/dev/null")).isEqualTo(3);
        assertThat(err.toString()).contains("/dev/null is not a block device");
    }

    @Test
    void ofSeveralToBeInspectedEachIsToldOrRefused(@TempDir Path directory) throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "something else");

        assertThat(run("inspect", text.toString(), directory + "/nowhere")).isEqualTo(3);

        assertThat(err.toString().lines())
                .containsExactly(
                        "remapd: " + text + ": no remapd metadata",
                        "remapd: " + directory + "/nowhere: there is no such device");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void ofAnImageThereIsNoTable(@TempDir Path directory) throws IOException {
        Path image = Files.createFile(directory.resolve("image"));

        assertThat(run("inspect", image.toString(), "--dmsetup")).isEqualTo(3);

        assertThat(err.toString()).contains("losetup --read-only --find --show " + image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remap", "unmap"})
    void aUnitIsMovedByTheDaemonOrNotAtAll(String command) {
        assertThat(run(command, "data", "123456")).isEqualTo(3);
        assertThat(err.toString()).contains("the daemon is not running");
    }

    @Test
    void theVersionIsSaid() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("remapd ");
    }
}
