package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.control.SurfaceReport;

/** What {@code --json} prints is what its published schema says; scripts live on that. */
class SchemaTest {

    private static final Path PUBLISHED = Path.of("../packaging/schema");
    private static final Path GENERATED = Path.of("target/schema");
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    private static Map<String, JsonObject> schemas() {
        Map<String, JsonObject> all = new TreeMap<>();
        all.put("status", SchemaOf.document("What remapd status --json prints", SchemaOf.record(StatusReport.class)));
        all.put("map", SchemaOf.document("What remapd map NAME --json prints", SchemaOf.record(SurfaceReport.class)));
        all.put("explain", SchemaOf.document("What remapd explain NAME SECTOR --json prints", explain()));
        all.put(
                "stats",
                SchemaOf.document(
                        "What remapd stats --json prints", SchemaOf.listOf(SchemaOf.record(RequestStatistics.class))));
        all.put("inspect", SchemaOf.document("What remapd inspect NAME --json prints", inspect()));
        all.put(
                "repair",
                SchemaOf.document(
                        "What remapd repair NAME --json prints", SchemaOf.record(RepairCommand.Report.class)));
        all.put(
                "create",
                SchemaOf.document("What remapd create --dry-run --json prints", SchemaOf.record(PlanReport.class)));
        all.put(
                "map-import",
                SchemaOf.document("What remapd map --import --json prints", SchemaOf.record(MapImport.Report.class)));
        all.put(
                "map-export",
                SchemaOf.document("What remapd map --export --json prints", SchemaOf.record(MapExport.Report.class)));
        all.put(
                "check-config",
                SchemaOf.document(
                        "What remapd check-config --json prints", SchemaOf.record(CheckConfigCommand.Report.class)));
        all.put(
                "replay",
                SchemaOf.document(
                        "What each line of remapd replay --json says", SchemaOf.record(ReplayCommand.Found.class)));
        return all;
    }

    /** With {@code --mappings} there are these, too. */
    private static JsonObject inspect() {
        JsonObject device = SchemaOf.record(InspectionReport.class);
        SchemaOf.optionally(device, "mappings", SchemaOf.listOf(SchemaOf.record(MappingsOutput.Moved.class)));
        return SchemaOf.optionally(device, "retired", SchemaOf.listOf(SchemaOf.record(MappingsOutput.Retired.class)));
    }

    /** The story, and whose the sector is. */
    private static JsonObject explain() {
        JsonObject story = SchemaOf.record(StoryReport.class);
        story.getAsJsonObject("properties").add("owner", SchemaOf.record(OwnerReport.class));
        JsonArray required = story.getAsJsonArray("required");
        required.add("owner");
        return story;
    }

    private static Set<String> commands() {
        return schemas().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void thePublishedSchemaIsThatOfTheProgram(String command) throws IOException {
        String generated = GSON.toJson(schemas().get(command)) + "\n";
        Files.createDirectories(GENERATED);
        Files.writeString(GENERATED.resolve(command + ".schema.json"), generated);

        assertThat(PUBLISHED.resolve(command + ".schema.json"))
                .as(
                        "a name that is new may be added: copy it from %s; one that goes or changes breaks scripts",
                        GENERATED)
                .hasContent(generated);
    }

    @Test
    void allThatIsPublishedIsOfACommand() throws IOException {
        try (var files = Files.list(PUBLISHED)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".schema.json", "")))
                    .containsExactlyInAnyOrderElementsOf(commands());
        }
    }

    @Test
    void whatIsPrintedFits() throws IOException {
        StatusReport.Device device = new StatusReport.Device(
                "data",
                "missing",
                "its disk is not there",
                true,
                null,
                new StatusReport.Disk("/dev/sdb", null, null, 8, 0),
                null,
                null,
                new StatusReport.Spares(1, 0, 0, 1, List.of(), null),
                null,
                null,
                new StatusReport.Io(1, 2, 3, 4, 5, 6),
                List.of(new StatusReport.Fault(8, 16, 8, "poisoned", "-", "-", 1, List.of(9L), "2026-11-21T08:00:00Z")),
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                new StatusReport.Smart(
                        "passed",
                        null,
                        null,
                        new StatusReport.Health(
                                "2026-11-21T08:00:00Z",
                                Map.of("pending_sectors", 1L),
                                null,
                                null,
                                null,
                                40,
                                null,
                                List.of(),
                                List.of(new StatusReport.Change("2026-11-21T08:00:00Z", "pending_sectors", 1)))),
                List.of());
        StatusReport report = new StatusReport("0.1.0", "2026-11-21T08:00:00Z", true, List.of(device));

        assertThat(objections("status", ReportJson.of(report))).isEmpty();
        assertThat(objections("status", ReportJson.line(report))).isEmpty();
        assertThat(objections(
                        "stats",
                        ReportJson.of(List.of(RequestStatistics.of("data", new StatusReport.Io(1, 2, 3, 4, 5, 6))))))
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIsSeen() throws IOException {
        assertThat(objections(
                        "status", "{\"version\": \"0.1.0\", \"since\": 1, \"attention\": false, \"devices\": []}"))
                .singleElement()
                .asString()
                .contains("since");
        assertThat(objections("stats", "[{\"device\": \"data\"}]")).isNotEmpty();
    }

    static List<String> objections(String command, String json) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(PUBLISHED.resolve(command + ".schema.json")))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(String::valueOf)
                .toList();
    }
}
