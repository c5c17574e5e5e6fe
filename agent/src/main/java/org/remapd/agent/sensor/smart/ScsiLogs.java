package org.remapd.agent.sensor.smart;

import java.util.List;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** The logs of a SCSI or SAS drive. */
final class ScsiLogs {

    private static final long MEDIUM_ERROR = 3;
    /** Background scan results that wait for somebody: to be reassigned, not reassigned, or by the host and not yet. */
    private static final List<Long> NOT_HEALED = List.of(1L, 4L, 8L);

    private ScsiLogs() {}

    static void gather(Json report, Findings findings) {
        findings.count(SmartCount.GROWN_DEFECTS, report.number("scsi_grown_defect_list"));
        errorCounters(report.at("scsi_error_counter_log"), findings);
        pendingDefects(report.at("scsi_pending_defects"), findings);
        for (Json result : report.at("scsi_background_scan").eachNamed("result_")) {
            Long reassigned = result.at("reassign_status").number("value");
            if (result.at("sense_key").is("value", MEDIUM_ERROR)
                    && reassigned != null
                    && NOT_HEALED.contains(reassigned)) {
                findings.bad(result.number("lba"), Source.BACKGROUND_SCAN);
            }
        }
        for (Json test : report.eachNamed("scsi_self_test_")) {
            if (test.at("sense_key").is("value", MEDIUM_ERROR)) {
                findings.bad(test.at("lba_first_failure").number("value"), Source.SELF_TEST);
            }
        }
    }

    private static void errorCounters(Json log, Findings findings) {
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
    private static void pendingDefects(Json log, Findings findings) {
        List<Json> named = log.at("table").each().stream().filter(Json::exists).toList();
        named.forEach(defect -> findings.bad(defect.number("lba"), Source.PENDING_DEFECTS));
        Long count = log.number("count");
        findings.count(SmartCount.PENDING, count);
        findings.warnIf(count != null && count > named.size(), Warning.DEFECTS_NOT_ALL_NAMED);
    }
}
