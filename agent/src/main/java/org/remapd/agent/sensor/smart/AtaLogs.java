package org.remapd.agent.sensor.smart;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.ErrorRecovery;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** The logs of an ATA drive. The summary error log is left out on purpose: its addresses are cut to 24 bits. */
final class AtaLogs {

    private static final int UNC = 0x40;
    private static final int ICRC = 0x80;
    private static final int READ_FAILURE = 7;
    private static final int EXTENDED_TEST = 2;
    private static final long NO_LBA_28 = 0x0fffffffL;
    private static final long NO_LBA_32 = 0xffffffffL;
    private static final long NO_LBA_48 = 0xffffffffffffL;

    private final Json report;
    private final Findings findings;

    private AtaLogs(Json report, Findings findings) {
        this.report = report;
        this.findings = findings;
    }

    static void gather(Json report, Findings findings) {
        AtaLogs logs = new AtaLogs(report, findings);
        report.at("ata_smart_attributes", "table").each().forEach(logs::attribute);
        report.at("ata_device_statistics", "pages").each().forEach(logs::statistics);
        logs.pendingDefects();
        report.at("ata_smart_error_log", "extended", "table").each().forEach(logs::error);
        logs.selfTests();
    }

    /**
     * How long the drive tries to read; null if it does not say. One that spins and says that it cannot be told tries as long as it
     * likes; flash is quick in any case.
     */
    static @Nullable ErrorRecovery errorRecovery(Json report) {
        boolean cannotBeTold =
                Boolean.FALSE.equals(report.at("ata_sct_capabilities", "error_recovery_control_supported")
                        .bool());
        boolean flash = Long.valueOf(0).equals(report.number("rotation_rate"));
        if (cannotBeTold && !flash) {
            return new ErrorRecovery(null);
        }
        Json read = report.at("ata_sct_erc", "read");
        Boolean enabled = read.at("enabled").bool();
        if (enabled == null) {
            return null;
        }
        Integer deciseconds = read.smallNumber("deciseconds");
        boolean limited = enabled && deciseconds != null && deciseconds > 0;
        return new ErrorRecovery(limited && deciseconds != null ? Duration.ofMillis(deciseconds * 100L) : null);
    }

    private void attribute(Json attribute) {
        Long id = attribute.number("id");
        String name = attribute.at("name").text();
        Long raw = raw(attribute.at("raw"));
        switch (id == null ? 0 : id.intValue()) {
            case 5 -> findings.count(SmartCount.REALLOCATED, raw);
            case 187 -> findings.count(SmartCount.REPORTED_UNCORRECTABLE, raw);
            case 196 -> findings.count(SmartCount.REALLOCATION_EVENTS, raw);
            case 197 -> findings.count(SmartCount.PENDING, isCalled(name, "Pending") ? raw : null);
            case 198 -> findings.count(SmartCount.OFFLINE_UNCORRECTABLE, isCalled(name, "Uncorrect") ? raw : null);
            case 199 -> findings.count(SmartCount.CABLE_ERRORS, isCalled(name, "CRC") ? raw : null);
            default -> {}
        }
    }

    /** Makers give the number another meaning, and smartmontools' database then another name. */
    private static boolean isCalled(@Nullable String name, String word) {
        return name == null || name.contains(word) || name.startsWith("Unknown");
    }

    /** Drives pack several numbers into the 48 bits; the text is smartmontools' reading of them, the count first. */
    private static @Nullable Long raw(Json raw) {
        String text = raw.at("string").text();
        if (text == null || text.startsWith("0x") || text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            Long value = raw.number("value");
            return value == null ? null : (Long) (value & 0xffff_ffffL);
        }
        int end = 0;
        while (end < text.length() && end < 18 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? null : (Long) Long.parseLong(text.substring(0, end));
    }

    private void statistics(Json page) {
        for (Json entry : page.at("table").each()) {
            if (entry.at("flags", "valid").isTrue()) {
                Long value = entry.number("value");
                if (page.is("number", 3) && entry.is("offset", 0x20)) {
                    findings.count(SmartCount.REALLOCATED, value);
                } else if (page.is("number", 3) && entry.is("offset", 0x38)) {
                    findings.count(SmartCount.PENDING, value);
                } else if (page.is("number", 4) && entry.is("offset", 0x08)) {
                    findings.count(SmartCount.REPORTED_UNCORRECTABLE, value);
                }
            }
        }
    }

    private void pendingDefects() {
        Json log = report.at("ata_pending_defects_log");
        List<Json> table = log.at("table").each();
        table.forEach(defect -> findings.bad(defect.number("lba"), Source.PENDING_DEFECTS));
        Long count = log.number("count");
        findings.count(SmartCount.PENDING, count);
        findings.warnIf(count != null && count > table.size(), Warning.DEFECTS_NOT_ALL_NAMED);
    }

    private void error(Json entry) {
        Json registers = entry.at("completion_registers");
        Long block = registers.number("lba");
        if (isUncorrectable(entry, registers) && block != null && block != NO_LBA_48 && block != NO_LBA_28) {
            findings.bad(block, Source.ERROR_LOG);
        }
    }

    /** All else in that log is the cable, an unknown command or an address that does not exist. */
    private static boolean isUncorrectable(Json entry, Json registers) {
        String words = entry.at("error_description").text();
        if (words != null) {
            List<String> flags = List.of(words.split("[^A-Z]+", 16));
            return (flags.contains("UNC") || flags.contains("AMNF")) && !flags.contains("ICRC");
        }
        Long error = registers.number("error");
        return error != null && (error & UNC) != 0 && (error & ICRC) == 0;
    }

    /** Newest first. What failed before an extended test that passed has been healed since. */
    private void selfTests() {
        Json log = report.at("ata_smart_self_test_log");
        boolean extended = log.at("extended", "table").exists();
        for (Json test : log.at(extended ? "extended" : "standard", "table").each()) {
            if (test.at("type").is("value", EXTENDED_TEST)
                    && test.at("status", "passed").isTrue()) {
                return;
            }
            Long status = test.at("status").number("value");
            Long block = test.number("lba");
            boolean said = block != null && block != NO_LBA_48 && (extended || block != NO_LBA_32);
            if (said && status != null && status >> 4 == READ_FAILURE) {
                findings.bad(block, Source.SELF_TEST);
            }
        }
    }
}
