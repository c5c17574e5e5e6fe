package org.remapd.agent.sensor.smart;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** The logs of a SCSI or SAS drive. */
final class ScsiLogs {

    static final long MEDIUM_ERROR = 3;
    /** Background scan results that wait for somebody: to be reassigned, not reassigned, or by the host and not yet. */
    private static final List<Long> NOT_HEALED = List.of(1L, 4L, 8L);
    /** Self-test codes: in the background, in the foreground. */
    private static final List<Long> LONG_TESTS = List.of(2L, 6L);

    private static final long PASSED = 0;

    private final Json report;
    private final Findings findings;

    private ScsiLogs(Json report, Findings findings) {
        this.report = report;
        this.findings = findings;
    }

    static void gather(Json report, Findings findings) {
        ScsiLogs logs = new ScsiLogs(report, findings);
        findings.count(SmartCount.GROWN_DEFECTS, report.number("scsi_grown_defect_list"));
        logs.errorCounters();
        logs.pendingDefects();
        logs.backgroundScan();
        logs.selfTests();
    }

    /** What is used up of a flash drive's endurance, in percent; null if it does not say. 7.3 writes the name as a person would. */
    static @Nullable Integer wearPercent(Json report) {
        Integer said = report.smallNumber("scsi_percentage_used_endurance_indicator");
        return said != null ? said : report.smallNumber("scsi_Percentage used endurance indicator");
    }

    private void errorCounters() {
        Json log = report.at("scsi_error_counter_log");
        Long sum = null;
        for (String direction : List.of("read", "write", "verify")) {
            Long errors = log.at(direction).number("total_uncorrected_errors");
            if (errors != null) {
                sum = (sum == null ? 0 : sum) + errors;
            }
        }
        findings.count(SmartCount.UNCORRECTED_ERRORS, sum == null || sum < 0 ? null : sum);
    }

    /** The table is indexed by parameter codes, which begin with 1: its first element is null. */
    private void pendingDefects() {
        Json log = report.at("scsi_pending_defects");
        List<Json> named = log.at("table").each().stream().filter(Json::exists).toList();
        named.forEach(defect ->
                findings.bad(defect.number("lba"), Source.PENDING_DEFECTS, defect.number("accum_power_on_hours")));
        Long count = log.number("count");
        findings.count(SmartCount.PENDING, count);
        findings.warnIf(count != null && count > named.size(), Warning.DEFECTS_NOT_ALL_NAMED);
    }

    private void backgroundScan() {
        for (Json result : report.at("scsi_background_scan").eachNamed("result_")) {
            Long reassigned = result.at("reassign_status").number("value");
            if (result.at("sense_key").is("value", MEDIUM_ERROR)
                    && reassigned != null
                    && NOT_HEALED.contains(reassigned)) {
                Long when = result.at("accumulated_power_on").number("minutes");
                findings.bad(result.number("lba"), Source.BACKGROUND_SCAN, when);
            }
        }
    }

    /** Newest first. What failed before a long test that passed has been healed since. */
    private void selfTests() {
        for (Json test : report.eachNamed("scsi_self_test_")) {
            Long code = test.at("code").number("value");
            if (code != null && LONG_TESTS.contains(code) && test.at("result").is("value", PASSED)) {
                return;
            }
            if (test.at("sense_key").is("value", MEDIUM_ERROR)) {
                Long when = test.at("power_on_time").number("hours");
                findings.bad(test.at("lba_first_failure").number("value"), Source.SELF_TEST, when);
            }
        }
    }
}
