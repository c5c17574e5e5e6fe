package org.remapd.daemon.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/** Prints every mapping and retired spare, one after the other, since there may be millions. */
final class MappingsOutput {

    private final Metadata metadata;

    /** A unit that lives on a spare, and its sectors that are lost; in JSON. */
    record Moved(long sector, long spare, int disk, long diskSector, List<Long> lost) {}

    /** A spare that is used no more; in JSON. */
    record Retired(long spare, int disk, long diskSector) {}

    MappingsOutput(Metadata metadata) {
        this.metadata = metadata;
    }

    void text(PrintWriter out) {
        metadata.mapped()
                .forEach(mapping -> out.println("  sector " + mapping.unit() + " is on " + spare(mapping.spare())
                        + (mapping.poison().isEmpty()
                                ? ""
                                : ", lost " + mapping.poison().in(mapping.unit()))));
        metadata.retiredSpares().forEach(spare -> out.println("  retired: " + spare(spare)));
    }

    private String spare(Spare spare) {
        return "spare " + spare + ", " + metadata.geometry().spare(spare);
    }

    /** The members of {@code report}, and two more: {@code mappings} and {@code retired}. */
    void json(InspectionReport report, PrintWriter out) throws IOException {
        JsonWriter json = new JsonWriter(out);
        json.setIndent("  ");
        JsonObject head = ReportJson.GSON.toJsonTree(report).getAsJsonObject();
        json.beginObject();
        for (Map.Entry<String, JsonElement> member : head.entrySet()) {
            json.name(member.getKey());
            ReportJson.GSON.toJson(member.getValue(), json);
        }
        json.name("mappings").beginArray();
        metadata.mapped().forEach(mapping -> ReportJson.GSON.toJson(moved(mapping), Moved.class, json));
        json.endArray();
        json.name("retired").beginArray();
        metadata.retiredSpares().forEach(spare -> ReportJson.GSON.toJson(retired(spare), Retired.class, json));
        json.endArray();
        json.endObject();
        json.flush();
        out.println();
    }

    private Moved moved(Mapping mapping) {
        Retired place = retired(mapping.spare());
        return new Moved(
                mapping.unit().number(),
                place.spare(),
                place.disk(),
                place.diskSector(),
                mapping.poison().in(mapping.unit()).stream()
                        .map(MappedSector::number)
                        .toList());
    }

    private Retired retired(Spare spare) {
        Extent extent = metadata.geometry().spare(spare);
        return new Retired(
                spare.number(), extent.member(), extent.range().first().number());
    }
}
