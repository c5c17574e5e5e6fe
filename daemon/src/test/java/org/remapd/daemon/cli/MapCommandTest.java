package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.SurfaceReport;
import picocli.CommandLine;

/** {@code remapd map NAME}, alone and with {@code --import}, with a daemon that notes what it is asked for. */
class MapCommandTest {

    private static final long SECTORS = 1_000_000;
    private static final long DATA = 2048;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Request.Listed> asked = new ArrayList<>();
    private Reply answer = Reply.done(List.of());
    private Reply surface = Reply.surface(new SurfaceReport(
            "data",
            "/dev/sdb",
            2048,
            2048L,
            "2026-11-21T08:00:00Z",
            false,
            List.of(new SurfaceReport.Cell(0, 2048, "0+2048", 2048, 12.5, 7.0, false, false, 0, false))));
    private String input = "";

    @Test
    void ofAMapfileWhatFailedIsLookedAt() throws IOException {
        Path list = file("""
                # Mapfile
                0x00000000     ?               1
                0x00000000  0x00002000  +
                0x00002000  0x00000200  -
                0x00002200  0x00000E00  /
                0x00003000  0x00001000  ?
                0x00004000  0x00000400  *
                """);
        assertThat(run("data", "--import", "ddrescue", list.toString())).isZero();
        assertThat(asked).containsExactly(new Request.Listed("list", false, List.of("16+8", "32+2")));
        assertThat(out.toString())
                .isEqualTo("data: looked at 2 places with 10 sectors; what came of it: remapd status data\n");
    }

    @Test
    void aBadblocksListCountsInBlocksOf1024BytesUnlessItIsSaid() throws IOException {
        Path list = file("100\n101\n7\n");
        assertThat(run("data", "--import", "badblocks", list.toString())).isZero();
        assertThat(run("data", "--import", "badblocks", list.toString(), "--block-size", "4096"))
                .isZero();
        assertThat(asked)
                .extracting(Request.Listed::places)
                .containsExactly(List.of("200+4", "14+2"), List.of("800+16", "56+8"));
    }

    @Test
    void itMayBeOfTheDiskAndComeFromStandardInput() {
        input = "2047+1\n";
        assertThat(run("data", "--import", "badblocks", "-", "--block-size", "512", "--disk"))
                .isZero();
        assertThat(asked).containsExactly(new Request.Listed("standard input", true, List.of("2047+1")));
    }

    @Test
    void aLongListIsAskedForInManyShortRequests() {
        StringBuilder list = new StringBuilder();
        IntStream.range(0, 40).forEach(i -> list.append(i * 1000).append("+300\n"));
        input = list.toString();
        assertThat(run("data", "--import", "badblocks", "-", "--block-size", "512"))
                .isZero();
        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(asked).allMatch(request -> request.places().size() <= Request.Listed.MOST);
        assertThat(asked.stream()
                        .flatMap(request -> request.places().stream())
                        .mapToLong(place -> Long.parseLong(place.substring(place.indexOf('+') + 1)))
                        .peek(count -> assertThat(count).isLessThanOrEqualTo(Request.Listed.LONGEST))
                        .sum())
                .isEqualTo(40 * 300);
    }

    @Test
    void ofAStretchThatIsTooLongTheScrubIsNamed() throws IOException {
        Path list = file("0+65536\n100000+65537\n");
        assertThat(run("data", "--import", "badblocks", list.toString(), "--block-size", "512"))
                .isEqualTo(1);
        assertThat(asked).hasSize(65536 / 128 / 16);
        assertThat(out.toString().lines())
                .contains("not looked at, since it is too long for hints: 100000+65537; have a scrub read it:"
                        + " remapd scrub data --now --range 100000+65537");
    }

    @Test
    void theScrubCountsInTheDevicesSectorsAlsoIfTheListIsOfTheDisk() throws IOException {
        Path list = file("0+100000\n");
        assertThat(run("data", "--import", "badblocks", list.toString(), "--block-size", "512", "--disk", "--json"))
                .isEqualTo(1);
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.keySet()).containsExactly("device", "of", "format", "file", "places", "sectors", "left");
        assertThat(report.get("of").getAsString()).isEqualTo("disk");
        assertThat(report.get("left").toString())
                .isEqualTo("[{\"sector\":0,\"sectors\":100000,\"range\":\"0+" + (100_000 - DATA) + "\"}]");
    }

    @Test
    void aListWithAnErrorAtItsEndIsNotBegunWith() throws IOException {
        Path list = file("1\n2\nx\n");
        assertThat(run("data", "--import", "badblocks", list.toString())).isEqualTo(3);
        assertThat(err.toString()).startsWith("remapd: " + list + ":3: \"x\" is not understood; expected");
        assertThat(asked).isEmpty();
    }

    @Test
    void aListThatReachesBeyondTheDeviceIsOfAnother() throws IOException {
        Path list = file("1\n" + SECTORS / 2 + "\n");
        assertThat(run("data", "--import", "badblocks", list.toString())).isEqualTo(3);
        assertThat(err.toString())
                .startsWith("remapd: " + list + ":2: it reaches to byte")
                .contains("a list of /dev/mapper/data, or --disk if it is of /dev/sdb");
        assertThat(asked).isEmpty();
    }

    @Test
    void aListWithoutBadPlacesIsFine() {
        assertThat(run("data", "--import", "badblocks", "-")).isZero();
        assertThat(out.toString()).isEqualTo("data: nothing to look at\n");
    }

    @Test
    void ifTheDaemonCannotGoOnItIsSaidHowFarItCame() {
        input = "1\n5\n";
        answer = Reply.failed("data: the breaker is open: opened by hand");
        assertThat(run("data", "--import", "badblocks", "-")).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo(
                        "remapd: data: the breaker is open: opened by hand (after 0 of 2 reads; the same command again"
                                + " does the rest)\n");
    }

    @Test
    void withoutAListItShowsHowLongReadsTook() {
        assertThat(run("data")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "data  /dev/sdb, 1 cells of 1.0 MiB, read by the scrub that began 2026-11-21T08:00:00Z",
                        "0+2048 (disk 0+2048): 12.5 ms/MiB, slowest read 7.00 ms");
    }

    @Test
    void theSameAsJson() {
        assertThat(run("data", "--json")).isZero();
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.keySet())
                .containsExactly("device", "disk", "disk_sectors", "cell_sectors", "started", "running", "cells");
        assertThat(report.get("cells").toString())
                .isEqualTo("[{\"disk_sector\":0,\"sectors\":2048,\"range\":\"0+2048\",\"read_sectors\":2048,"
                        + "\"millis_per_mib\":12.5,\"slowest_millis\":7.0,\"disturbed\":false,\"unreadable\":false,\"mapped\":0,"
                        + "\"earlier\":false}]");
    }

    @Test
    void withoutAScrubSoFarThereIsNothingWrongAndNothingToShow() {
        surface = Reply.surface(new SurfaceReport("data", "/dev/sdb", 2048, null, null, false, List.of()));
        assertThat(run("data")).isZero();
        assertThat(out.toString()).contains("there was no scrub so far");
        assertThat(run("data", "--json")).isZero();
        assertThat(out.toString()).contains("\"started\": null", "\"cells\": []");
    }

    @Test
    void ifTheDaemonKnowsNoSuchDeviceThatIsSaid() {
        surface = Reply.failed("no device is called data; there is home");
        assertThat(run("data")).isEqualTo(3);
        assertThat(err.toString()).isEqualTo("remapd: no device is called data; there is home\n");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("list"), text);
    }

    private int run(String... arguments) {
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new CommandLine(new MapCommand(in, this::ask))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, failed, parsed) -> {
                    failed.getErr().println("remapd: " + e.getMessage());
                    return 3;
                })
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Reply ask(Request request, Consumer<Reply> progress) {
        if (request.command() == Request.Command.STATUS) {
            return Reply.status(new StatusReport("1", "now", false, List.of(device("data"))));
        }
        if (request.command() == Request.Command.SURFACE) {
            return surface;
        }
        progress.accept(Reply.waiting(List.of()));
        asked.add(Objects.requireNonNull(request.listed()));
        return answer;
    }

    private static StatusReport.Device device(String name) {
        return new StatusReport.Device(
                name,
                "watched",
                null,
                false,
                "uuid",
                new StatusReport.Disk("/dev/sdb", null, null, SECTORS + 2 * DATA, DATA),
                SECTORS,
                8,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                List.of());
    }
}
