package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.map.AreaFormat;
import org.remapd.agent.map.BadblocksList;
import org.remapd.agent.map.DdrescueMap;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.Superblock;
import org.remapd.daemon.Version;
import picocli.CommandLine;

/** {@code remapd map NAME --export}, of a device of which two sectors are lost. */
class MapExportTest {

    private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");
    private static final UUID DEVICE = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void aMapfileSaysWhatItIsOfAndWhatPlusMeans() throws IOException {
        assertThat(export(new DdrescueMap(), "ddrescue", "-", false)).isZero();
        assertThat(out.toString().lines().filter(line -> !line.startsWith("# Current time: ")))
                .startsWith(
                        "# Mapfile. Created by remapd " + Version.TEXT,
                        "# Of /dev/mapper/data, " + DEVICE,
                        "# + is what was read by the scrub that ended at 2026-11-21T08:00:00Z",
                        "# current_pos  current_status  current_pass",
                        "0x00000000     ?               1",
                        "#      pos        size  status",
                        "0x00000000  0x00002200  +",
                        "0x00002200  0x00000400  -")
                .hasSize(9);
    }

    @Test
    void aBadblocksListHasTheNumbersAlone() throws IOException {
        assertThat(export(new BadblocksList(1024), "badblocks", "-", false)).isZero();
        assertThat(out.toString()).isEqualTo("8\n9\n");
    }

    @Test
    void ofAFileWhatIsInItIsSaid() throws IOException {
        Path file = folder.resolve("list");
        assertThat(export(new BadblocksList(512), "badblocks", file.toString(), false))
                .isZero();
        assertThat(file).hasContent("17\n18\n");
        assertThat(out.toString()).startsWith(file + ": of ").contains(" sectors 2 are bad, 0 are of open faults");
    }

    @Test
    void alsoAsJson() throws IOException {
        export(new DdrescueMap(), "ddrescue", folder.resolve("list").toString(), true);
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.keySet())
                .containsExactly("device", "of", "format", "file", "sectors", "bad", "failed", "read", "untried");
        assertThat(report.get("bad").getAsLong()).isEqualTo(2);
        assertThat(report.get("read").getAsLong())
                .isEqualTo(report.get("sectors").getAsLong() - 2);
    }

    private int export(AreaFormat format, String called, String file, boolean json) throws IOException {
        CommandLine line = new CommandLine(new MapCommand()).setOut(new PrintWriter(out, true));
        Inspection seen = new Inspection(List.of(Optional.of("/dev/sdb")), List.of(), metadata(), List.of());
        return new MapExport(line, new MapOf("data", false, called, file), json).write(seen, format, false);
    }

    private static Metadata metadata() {
        Geometry geometry = Layout.onEmptyDisk(new Geometry.Member(100_000, false, ""), 8, 100)
                .orElseThrow();
        Metadata metadata = Metadata.fresh(Superblock.fresh(DEVICE, "data", THEN, geometry));
        ScrubNote read = ScrubNote.NONE.and(new ScrubNote.Finished(THEN, THEN, 2, 0));
        metadata.accept(metadata.draft(List.of(
                new Change.NoteScrub(read),
                new Change.Commit(new MappedSector(16), new Spare(0), LostSectors.ofMask(0b110)))));
        return metadata;
    }
}
