package org.remapd.daemon.alert;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.owner.Printable;

/**
 * A notice as JSON: what a webhook gets. Names and meanings stay; there may be more of them one day.
 *
 * @param version   of this form, {@value #VERSION}
 * @param device    a remap device's name; empty if it is about none
 * @param kind      as {@code data-lost}
 * @param messageId the journal's MESSAGE_ID of the kind
 * @param severity  {@code info}, {@code notice}, {@code warning} or {@code critical}
 * @param since     ISO 8601, UTC
 * @param count     alerts that it stands for; 0 for a reminder
 * @param messages  the first of them
 * @param fields    of the last of them, as in the journal
 * @param reminder  the how-many-eth; 0 for news
 */
record WrittenNotice(
        int version,
        String device,
        String kind,
        String messageId,
        String severity,
        String since,
        int count,
        List<String> messages,
        Map<String, String> fields,
        int reminder) {

    static final int VERSION = 1;

    static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .disableHtmlEscaping()
            .create();

    static WrittenNotice of(Notice notice) {
        Alert.Kind kind = notice.matter().kind();
        return new WrittenNotice(
                VERSION,
                notice.matter().device(),
                kind.label(),
                kind.messageId(),
                notice.severity().label(),
                notice.since().toString(),
                notice.count(),
                notice.messages(),
                notice.fields(),
                notice.reminder());
    }

    String json() {
        return Printable.json(GSON.toJson(this));
    }

    /** Whether nothing is missing in one that was read: JSON knows no better. */
    boolean isWhole() {
        return version == VERSION
                && Stream.of(device, kind, messageId, severity, since).noneMatch(Objects::isNull)
                && messages != null
                && messages.stream().noneMatch(Objects::isNull)
                && fields != null
                && fields.values().stream().noneMatch(Objects::isNull);
    }
}
