package org.remapd.daemon.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import org.remapd.daemon.control.StatusReport;

/** The status as {@code --json} prints it: indented, absent values null. */
final class StatusJson {

    private StatusJson() {}

    static String of(StatusReport report) {
        return new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .serializeNulls()
                .disableHtmlEscaping()
                .setPrettyPrinting()
                .create()
                .toJson(report);
    }
}
