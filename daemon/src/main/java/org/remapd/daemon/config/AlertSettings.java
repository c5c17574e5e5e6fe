package org.remapd.daemon.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.remapd.agent.fault.Severity;

/**
 * Who is told of what: the table {@code [alerts]}.
 *
 * @param journalSeverity the least severe alert that goes to the journal
 * @param severity        the least severe one that is told by the three others
 * @param hook            a program that is run
 * @param mail            who gets mail
 * @param webhook         a file with the address that is posted to: it may be a secret, so it does not stand in the configuration
 */
public record AlertSettings(
        Severity journalSeverity, Severity severity, Optional<Path> hook, List<String> mail, Optional<Path> webhook) {

    public static final AlertSettings DEFAULT =
            new AlertSettings(Severity.INFO, Severity.WARNING, Optional.empty(), List.of(), Optional.empty());

    private static final String NONE = "none";

    /** What sendmail(8) takes for an address and not for an option, and a header for one line. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl},<>-][^\\s\\p{Cntrl},<>]*");

    private static final Setting<Severity> SEVERITY = Setting.oneOf(Severity.class);

    private static final Setting<Optional<Path>> FILE = Setting.text(text -> {
                if (text.indexOf(0) >= 0 || !Path.of(text).isAbsolute()) {
                    throw new IllegalArgumentException("not an absolute path; expected one");
                }
                return Optional.of(Path.of(text));
            })
            .or(NONE, Optional.empty());

    private static final Setting<List<String>> ADDRESSES = Setting.listOf(Setting.text(text -> {
                if (!ADDRESS.matcher(text).matches()) {
                    throw new IllegalArgumentException("not an address");
                }
                return text;
            }))
            .where(any -> true, "an array of mail addresses, such as [\"root\"]");

    public AlertSettings {
        mail = List.copyOf(mail);
    }

    /** Whether anybody but the journal is told. */
    public boolean tellsSomebody() {
        return hook.isPresent() || !mail.isEmpty() || webhook.isPresent();
    }

    static AlertSettings read(TableReader table, AlertSettings otherwise) {
        AlertSettings settings = new AlertSettings(
                table.get("journal-severity", SEVERITY, otherwise.journalSeverity),
                table.get("severity", SEVERITY, otherwise.severity),
                table.get("hook", FILE, otherwise.hook),
                table.get("mail", ADDRESSES, otherwise.mail),
                table.get("webhook", FILE, otherwise.webhook));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("journal-severity", Setting.written(journalSeverity));
        table.addProperty("severity", Setting.written(severity));
        table.addProperty("hook", written(hook));
        JsonArray addresses = new JsonArray();
        mail.forEach(addresses::add);
        table.add("mail", addresses);
        table.addProperty("webhook", written(webhook));
        return table;
    }

    private static String written(Optional<Path> file) {
        return file.map(Path::toString).orElse(NONE);
    }
}
