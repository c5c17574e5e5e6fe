package org.remapd.agent.sensor.smart;

import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** The logs of an NVMe drive. How many entries its error log has is no sign of anything: the host's mistakes are among them. */
final class NvmeLogs {

    private static final long MEDIA_AND_DATA_INTEGRITY = 2;
    private static final long WRITE_FAULT = 0x80;
    private static final long UNRECOVERED_READ_ERROR = 0x81;
    private static final long ALL_NAMESPACES = 0xffff_ffffL;
    private static final long EXTENDED_TEST = 2;
    private static final long PASSED = 0;
    /** Self-test results: one or more segments failed, and which is not known, or known. */
    private static final long FAILED_SOMEWHERE = 6;

    private static final long FAILED_IN_SEGMENT = 7;

    private final Json report;
    private final Findings findings;

    /** Of the drive and namespace that {@code report} is about. */
    NvmeLogs(Json report, Findings findings) {
        this.report = report;
        this.findings = findings;
    }

    void gather() {
        health();
        report.at("nvme_error_information_log", "table").each().forEach(this::error);
        selfTests();
    }

    private void health() {
        Json health = report.at("nvme_smart_health_information_log");
        findings.count(SmartCount.MEDIA_ERRORS, health.number("media_errors"));
        Long said = health.number("critical_warning");
        long warnings = said == null ? 0 : said;
        Warning[] bits = {
            Warning.SPARE_BELOW_THRESHOLD,
            Warning.TEMPERATURE,
            Warning.RELIABILITY_DEGRADED,
            Warning.MEDIA_READ_ONLY,
            Warning.VOLATILE_MEMORY_BACKUP_FAILED,
            Warning.PERSISTENT_MEMORY_UNRELIABLE
        };
        for (int bit = 0; bit < bits.length; bit++) {
            findings.warnIf(((warnings >> bit) & 1) != 0, bits[bit]);
        }
    }

    private void error(Json entry) {
        Json status = entry.at("status_field");
        error(
                entry.number("error_count"),
                status.number("status_code_type"),
                status.number("status_code"),
                entry.at("lba").number("value"),
                entry.number("nsid"));
    }

    /** One entry of the error log, which has an address also where it means none. */
    void error(
            @Nullable Long number,
            @Nullable Long type,
            @Nullable Long code,
            @Nullable Long block,
            @Nullable Long namespace) {
        if (isMedium(type, code) && isOurs(namespace)) {
            findings.bad(block, Source.ERROR_LOG, number);
        }
    }

    /** Newest first. What failed before an extended test that passed has been healed since. */
    private void selfTests() {
        for (Json test : report.at("nvme_self_test_log", "table").each()) {
            if (test.at("self_test_code").is("value", EXTENDED_TEST)
                    && test.at("self_test_result").is("value", PASSED)) {
                return;
            }
            selfTest(test);
        }
    }

    private void selfTest(Json entry) {
        Json result = entry.at("self_test_result");
        boolean failed = result.is("value", FAILED_SOMEWHERE) || result.is("value", FAILED_IN_SEGMENT);
        Long type = entry.number("status_code_type");
        boolean medium = type == null || isMedium(type, entry.number("status_code"));
        if (failed && medium && isOurs(entry.number("nsid"))) {
            findings.bad(entry.number("lba"), Source.SELF_TEST, entry.number("power_on_hours"));
        }
    }

    private static boolean isMedium(@Nullable Long type, @Nullable Long code) {
        boolean unreadable = code != null && (code == WRITE_FAULT || code == UNRECOVERED_READ_ERROR);
        return unreadable && type != null && type == MEDIA_AND_DATA_INTEGRITY;
    }

    /** The logs are the controller's; an address is of the namespace that the report is about, if it says which. */
    private boolean isOurs(@Nullable Long namespace) {
        var namespaces = report.at("nvme_namespaces").each();
        return namespace == null
                || namespace == ALL_NAMESPACES
                || namespaces.isEmpty()
                || namespaces.stream().anyMatch(each -> each.is("id", namespace));
    }
}
