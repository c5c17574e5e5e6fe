package org.remapd.daemon.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import org.remapd.agent.owner.Printable;

/** A report as {@code --json} prints it: indented, names in lower case with underscores, absent values null. It does not speak to the terminal. */
final class ReportJson {

    static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .serializeNulls()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private static final Gson LINE =
            GSON.newBuilder().setFormattingStyle(FormattingStyle.COMPACT).create();

    private ReportJson() {}

    static String of(Object report) {
        return Printable.json(GSON.toJson(report));
    }

    /** The same in one line, for one of many. */
    static String line(Object report) {
        return Printable.json(LINE.toJson(report));
    }
}
