package org.remapd.agent.sensor.smart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.ExitStatus;
import org.remapd.agent.sensor.smart.SmartReport.Protocol;

/**
 * Reads what {@code smartctl --json} printed, of 7.0 and later, for ATA, NVMe and SCSI, and what it printed as text where its JSON
 * lacks a log. Pure, and throws nothing.
 */
public final class SmartParser {

    /** The exit status that smartctl is told to use for a disk that sleeps, {@code -n standby,3}: two of its own bits at once. */
    static final int ASLEEP = 3;

    private static final int SECTOR = 512;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int MOST_MESSAGES = 16;

    private SmartParser() {}

    /**
     * Whether smartctl broke on what it was to say of a SCSI drive: the JSON of 7.3 has one place for how many pending defects there are
     * and for which, so that it ends as soon as there is one, with "Smartctl: Exception: json.cpp(313): Assertion failed" for a report.
     */
    static boolean breaksOnDefects(String text) {
        return text.startsWith("Smartctl: Exception: json.cpp");
    }

    /** Whether the version of smartctl that printed this has logs which its JSON lacks: NVMe's errors before 7.4, SCSI's self-tests before 7.3. */
    static boolean lacksLogs(String text) {
        Json report = Json.parse(text);
        if (report == null) {
            return false;
        }
        Protocol protocol = protocol(report.at("device", "protocol").text());
        return (protocol == Protocol.NVME && isBefore(report, 4)) || (protocol == Protocol.SCSI && isBefore(report, 3));
    }

    /** Whether it was an older smartctl than 7.{@code minor}. */
    private static boolean isBefore(Json report, long minor) {
        List<Json> version = report.at("smartctl", "version").each();
        Long first = version.size() < 2 ? null : version.get(0).number();
        Long second = version.size() < 2 ? null : version.get(1).number();
        return first == null || second == null || first < 7 || (first == 7 && second < minor);
    }

    /** What {@code text} tells, which should be one JSON object. */
    public static SmartReading read(String text) {
        return read(text, "");
    }

    /**
     * The same with logs that the JSON lacks.
     *
     * @param logs as smartctl prints them without {@code --json}; may be empty
     */
    public static SmartReading read(String text, String logs) {
        Json report = Json.parse(text);
        if (report == null) {
            return new SmartReading.Unusable("smartctl did not print a whole JSON object", beginning(text));
        }
        Long exit = report.at("smartctl").number("exit_status");
        if (exit != null && exit == ASLEEP) {
            return new SmartReading.Asleep();
        }
        Protocol protocol = protocol(report.at("device", "protocol").text());
        Set<ExitStatus> statuses = ExitStatus.of(exit == null ? 0 : exit);
        boolean looked = !statuses.contains(ExitStatus.BAD_COMMAND_LINE) && !statuses.contains(ExitStatus.OPEN_FAILED);
        if (protocol == null || !looked) {
            return new SmartReading.Unusable(reason(messages(report), exit), "");
        }
        return new SmartReading.Report(report(report, logs, protocol, statuses));
    }

    private static SmartReport report(Json json, String logs, Protocol protocol, Set<ExitStatus> statuses) {
        int blockBytes = blockBytes(json);
        Long sectors = sectors(json, blockBytes);
        Findings findings = new Findings(blockBytes / SECTOR, sectors);
        switch (protocol) {
            case ATA -> AtaLogs.gather(json, findings);
            case NVME -> {
                NvmeLogs nvme = new NvmeLogs(json, findings);
                nvme.gather();
                NvmeText.gather(logs, nvme);
            }
            case SCSI -> {
                ScsiLogs.gather(json, findings);
                ScsiText.gather(logs, findings);
            }
        }
        Json health = json.at("nvme_smart_health_information_log");
        Long rotation = json.number("rotation_rate");
        return new SmartReport(
                protocol,
                first(json.at("model_name").text(), json.at("scsi_model_name").text()),
                json.at("serial_number").text(),
                wwn(json),
                sectors,
                blockBytes,
                json.smallNumber("physical_block_size"),
                rotation == null ? (protocol == Protocol.NVME ? (Boolean) true : null) : (Boolean) (rotation == 0),
                json.at("smart_status", "passed").bool(),
                json.at("temperature").smallNumber("current"),
                json.at("power_on_time").number("hours"),
                findings.counts,
                wearPercent(json),
                first(
                        health.smallNumber("available_spare"),
                        json.at("spare_available").smallNumber("current_percent")),
                first(
                        health.smallNumber("available_spare_threshold"),
                        json.at("spare_available").smallNumber("threshold_percent")),
                AtaLogs.errorRecovery(json),
                findings.places(),
                findings.warnings,
                statuses,
                messages(json));
    }

    /** As smartctl 7.5 says it for all, or as each kind of drive says it. */
    private static @Nullable Integer wearPercent(Json json) {
        Integer used = first(
                json.at("endurance_used").smallNumber("current_percent"),
                json.at("nvme_smart_health_information_log").smallNumber("percentage_used"));
        return first(used, first(AtaLogs.wearPercent(json), ScsiLogs.wearPercent(json)));
    }

    private static @Nullable Protocol protocol(@Nullable String name) {
        return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
            case "ATA" -> Protocol.ATA;
            case "NVME" -> Protocol.NVME;
            case "SCSI" -> Protocol.SCSI;
            default -> null;
        };
    }

    /** 512 where nothing sensible is said. */
    private static int blockBytes(Json json) {
        Integer said = first(
                json.smallNumber("logical_block_size"),
                json.at("nvme_namespaces").each().stream()
                        .map(namespace -> namespace.smallNumber("formatted_lba_size"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
        return said == null || said < SECTOR || said > LARGEST_BLOCK || said % SECTOR != 0 ? SECTOR : said;
    }

    private static @Nullable Long sectors(Json json, int blockBytes) {
        Long bytes = json.at("user_capacity").number("bytes");
        if (bytes != null) {
            return bytes / SECTOR;
        }
        Long blocks = json.at("user_capacity").number("blocks");
        int perBlock = blockBytes / SECTOR;
        return blocks == null || blocks > Long.MAX_VALUE / perBlock ? null : (Long) (blocks * perBlock);
    }

    private static @Nullable String wwn(Json json) {
        Long naa = json.at("wwn").number("naa");
        Long oui = json.at("wwn").number("oui");
        Long id = json.at("wwn").number("id");
        if (naa != null && oui != null && id != null) {
            return "0x%x%06x%09x".formatted(naa, oui, id);
        }
        return json.at("logical_unit_id").text();
    }

    private static List<String> messages(Json json) {
        List<String> messages = new ArrayList<>();
        for (Json message : json.at("smartctl", "messages").each()) {
            String text = message.at("string").text();
            if (text != null && messages.size() < MOST_MESSAGES) {
                messages.add(text);
            }
        }
        return messages;
    }

    private static String reason(List<String> messages, @Nullable Long exit) {
        String said = messages.isEmpty() ? "no report of a disk" : String.join("; ", messages);
        return "smartctl: " + said + (exit == null ? "" : " (exit status " + exit + ")");
    }

    private static String beginning(String text) {
        String line = text.strip().lines().findFirst().orElse("nothing");
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }
}
