package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {

    private static final String MEDIUM_ERROR = """
            [    8.459464] sd 8:0:0:0: [sdb] tag#174 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s
            [    8.460231] sd 8:0:0:0: [sdb] tag#174 Sense Key : Medium Error [current]
            [    8.461017] sd 8:0:0:0: [sdb] tag#174 CDB: Read(10) 28 00 00 00 09 60 00 00 80 00
            [    8.461285] critical medium error, dev sdb, sector 2400 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2
            """;
    private static final String CABLE_ERROR =
            "I/O error, dev sdc, sector 7 op 0x3:(DISCARD) flags 0x0 phys_seg 1 prio class 2\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void jsonIsOneObjectALineWithItsMembersInOrder() throws IOException {
        assertThat(run("--json", file(MEDIUM_ERROR + "blk_update_request: 59 callbacks suppressed\n" + CABLE_ERROR)))
                .isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"verdict\":\"probe\",\"device\":\"sdb\",\"sector\":2400,\"count\":128}",
                        "{\"verdict\":\"lost\",\"device\":null,\"sector\":null,\"count\":null}",
                        "{\"verdict\":\"not-media\",\"device\":\"sdc\",\"sector\":7,\"count\":null}");
        for (String line : out.toString().lines().toList()) {
            assertThat(SchemaTest.objections("replay", line)).isEmpty();
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void wordsNameThePlaceAsOtherCommandsTakeIt() throws IOException {
        assertThat(run(file(MEDIUM_ERROR))).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "probe: sdb 2400+128, read error of the medium, somewhere from here",
                        "1 place to probe, errors left out 0 times, 0 not of the medium");
    }

    @Test
    void verboseShowsTheLinesWithoutWhatATerminalWouldObey() throws IOException {
        run("-v", file(MEDIUM_ERROR.replace("cmd_age=0s", "\007\u009b\u202ecmd_age=0s")));

        assertThat(out.toString().lines())
                .hasSize(6)
                .contains("    [    8.460231] sd 8:0:0:0: [sdb] tag#174 Sense Key : Medium Error [current]")
                .anyMatch(line -> line.endsWith("driverbyte=DRIVER_OK ???cmd_age=0s"));
    }

    @Test
    void anErrorThatIsNotOfTheMediumIsShownButNothingToActOn() throws IOException {
        assertThat(run(file(CABLE_ERROR))).isZero();
        assertThat(out.toString()).startsWith("not-media: sdc 7, error, not of the medium");
    }

    @Test
    void aLogWithoutErrorsSaysSo() throws IOException {
        assertThat(run(file("usb 2-1: new device\n\n"))).isZero();
        assertThat(out.toString().lines()).containsExactly("no I/O errors found");
        assertThat(run("--json", file(""))).isZero();
    }

    @Test
    void readsStandardInputAndWhatIsGzipped() throws IOException {
        assertThat(run(new ReplayCommand(bytes(MEDIUM_ERROR)), "--json", "-")).isEqualTo(1);

        Path zipped = directory.resolve("kern.log.2.gz");
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            to.write(MEDIUM_ERROR.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(run("--json", zipped.toString())).isEqualTo(1);
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("2400"));
    }

    @Test
    void whatCannotBeReadIsExit3AndOneLine() throws IOException {
        assertThat(run(directory.resolve("nowhere").toString())).isEqualTo(3);
        assertThat(err.toString().lines())
                .containsExactly(directory.resolve("nowhere") + ": cannot be read: no such file");
        assertThat(run(directory.toString())).isEqualTo(3);
        assertThat(run("a\0b")).isEqualTo(3);
        Path half = directory.resolve("half.gz");
        Files.write(half, new byte[] {0x1f, (byte) 0x8b, 8});
        assertThat(run(half.toString())).isEqualTo(3);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongUsageIsExit2() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--jason", "-")).isEqualTo(2);
    }

    @Test
    void helpTeachesByAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("journalctl -k -b -o export | remapd replay -v -", "ambiguous");
    }

    private String file(String log) throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, log);
        return file.toString();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private int run(String... arguments) {
        return run(new ReplayCommand(bytes("")), arguments);
    }

    private int run(ReplayCommand command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
