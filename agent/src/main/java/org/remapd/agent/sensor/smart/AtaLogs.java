package org.remapd.agent.sensor.smart;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.ErrorRecovery;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** The logs of an ATA drive. The summary error log is left out on purpose: its addresses are cut to 24 bits. */
final class AtaLogs {

    // The error register after a read (ACS-4; AMNF: ATA-3).
    private static final int ICRC = 0x80;
    private static final int UNC = 0x40;
    private static final int IDNF = 0x10;
    private static final int AMNF = 0x01;

    private static final int READ_FAILURE = 7;
    private static final int EXTENDED_TEST = 2;
    private static final int EXTENDED_CAPTIVE_TEST = 0x82;
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
        logs.selectiveSelfTest();
    }

    /**
     * How long the drive tries a sector, read or written, whichever is longer; null if it does not say. One that spins and says that it
     * cannot be told tries as long as it likes; flash is quick in any case.
     */
    static @Nullable ErrorRecovery errorRecovery(Json report) {
        boolean cannotBeTold =
                Boolean.FALSE.equals(report.at("ata_sct_capabilities", "error_recovery_control_supported")
                        .bool());
        boolean flash = Long.valueOf(0).equals(report.number("rotation_rate"));
        if (cannotBeTold && !flash) {
            return new ErrorRecovery(null);
        }
        ErrorRecovery read = errorRecovery(report, "read");
        ErrorRecovery write = errorRecovery(report, "write");
        if (read == null || write == null) {
            return read == null ? write : read;
        }
        return ErrorRecovery.longer(read, write);
    }

    private static @Nullable ErrorRecovery errorRecovery(Json report, String direction) {
        Json limit = report.at("ata_sct_erc", direction);
        Boolean enabled = limit.at("enabled").bool();
        if (enabled == null) {
            return null;
        }
        Integer deciseconds = limit.smallNumber("deciseconds");
        boolean limited = enabled && deciseconds != null && deciseconds > 0;
        return new ErrorRecovery(limited && deciseconds != null ? Duration.ofMillis(deciseconds * 100L) : null);
    }

    /** Device statistics 7/0x008: what is used up of the endurance, in percent; null if it does not say. */
    static @Nullable Integer wearPercent(Json report) {
        return report.at("ata_device_statistics", "pages").each().stream()
                .filter(page -> page.is("number", 7))
                .flatMap(page -> page.at("table").each().stream())
                .filter(entry -> entry.is("offset", 0x08))
                .filter(entry -> entry.at("flags", "valid").isTrue())
                .map(entry -> entry.smallNumber("value"))
                .findFirst()
                .orElse(null);
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
        table.forEach(
                defect -> findings.bad(defect.number("lba"), Source.PENDING_DEFECTS, defect.number("power_on_hours")));
        Long count = log.number("count");
        findings.count(SmartCount.PENDING, count);
        findings.warnIf(count != null && count > table.size(), Warning.DEFECTS_NOT_ALL_NAMED);
    }

    /** Newest first. All that is neither the medium nor an address that was not found is the cable, or an unknown command. */
    private void error(Json entry) {
        Json registers = entry.at("completion_registers");
        Long block = address(registers);
        if (block == null || block == NO_LBA_48 || block == NO_LBA_28) {
            return;
        }
        Long number = entry.number("error_number");
        if (says(entry, registers, "UNC", UNC) || says(entry, registers, "AMNF", AMNF)) {
            findings.bad(block, Source.ERROR_LOG, number);
        } else if (says(entry, registers, "IDNF", IDNF)) {
            boolean ours = findings.bad(block, Source.ADDRESS_NOT_FOUND, number);
            findings.warnIf(ours, Warning.ADDRESS_NOT_FOUND);
        }
    }

    /** Commands of 28 bits leave the upper four in the device register, where those of 48 bits have zeros (smartmontools reads it so, too). */
    private static @Nullable Long address(Json registers) {
        Long block = registers.number("lba");
        Long device = registers.number("device");
        return block == null || device == null ? block : (Long) (block | (device & 0xf) << 24);
    }

    /** What a bit means depends on the command; the words tell, if they are there. An error of the cable outweighs others. */
    private static boolean says(Json entry, Json registers, String flag, int bit) {
        String words = entry.at("error_description").text();
        if (words != null) {
            List<String> flags = List.of(words.split("[^A-Z]+", 16));
            return flags.contains(flag) && !flags.contains("ICRC");
        }
        Long error = registers.number("error");
        return error != null && (error & bit) != 0 && (error & ICRC) == 0;
    }

    /** Newest first. What failed before an extended test that passed has been healed since. */
    private void selfTests() {
        Json log = report.at("ata_smart_self_test_log");
        boolean extended = log.at("extended", "table").exists();
        for (Json test : log.at(extended ? "extended" : "standard", "table").each()) {
            Json type = test.at("type");
            if ((type.is("value", EXTENDED_TEST) || type.is("value", EXTENDED_CAPTIVE_TEST))
                    && test.at("status", "passed").isTrue()
                    && test.at("status").is("value", 0)) {
                return;
            }
            Long block = test.number("lba");
            boolean said = block != null && block != NO_LBA_48 && (extended || block != NO_LBA_32);
            if (said && isReadFailure(test)) {
                findings.bad(block, Source.SELF_TEST, test.number("lifetime_hours"));
            }
        }
    }

    /** A test of some spans that met a bad sector stays where it was, within the 65536 blocks that it was reading. */
    private void selectiveSelfTest() {
        for (Json span : report.at("ata_smart_selective_self_test_log", "table").each()) {
            Long first = span.number("current_lba_min");
            Long last = span.number("current_lba_max");
            if (first != null && last != null && isReadFailure(span) && !findings.has(Source.SELF_TEST)) {
                findings.bad(first, last, Source.SELF_TEST, null);
            }
        }
    }

    private static boolean isReadFailure(Json test) {
        Long status = test.at("status").number("value");
        return status != null && status >> 4 == READ_FAILURE;
    }
}
