package org.remapd.daemon.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Map;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/** Prints every mapping and retired spare, one after the other, since there may be millions. */
final class MappingsOutput {

    private final Metadata metadata;

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
        for (Iterator<Mapping> each = metadata.mapped().iterator(); each.hasNext(); ) {
            mapping(each.next(), json);
        }
        json.endArray();
        json.name("retired").beginArray();
        for (Spare spare : metadata.retiredSpares()) {
            json.beginObject();
            place(spare, json);
            json.endObject();
        }
        json.endArray();
        json.endObject();
        json.flush();
        out.println();
    }

    private void mapping(Mapping mapping, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("sector").value(mapping.unit().number());
        place(mapping.spare(), json);
        json.name("lost").beginArray();
        for (MappedSector sector : mapping.poison().in(mapping.unit())) {
            json.value(sector.number());
        }
        json.endArray();
        json.endObject();
    }

    private void place(Spare spare, JsonWriter json) throws IOException {
        Extent extent = metadata.geometry().spare(spare);
        json.name("spare").value(spare.number());
        json.name("disk").value(extent.member());
        json.name("disk_sector").value(extent.range().first().number());
    }
}
