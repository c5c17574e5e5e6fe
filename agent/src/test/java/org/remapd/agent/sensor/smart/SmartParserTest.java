package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.sensor.smart.SmartReport.BadPlace;
import org.remapd.agent.sensor.smart.SmartReport.ErrorRecovery;
import org.remapd.agent.sensor.smart.SmartReport.ExitStatus;
import org.remapd.agent.sensor.smart.SmartReport.Protocol;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

class SmartParserTest {

    private static List<String> places(SmartReport report) {
        return report.badPlaces().stream()
                .map(place -> place.where() + " " + place.source().words())
                .toList();
    }

    @Nested
    class OfAnAtaDrive {

        private final SmartReport failing = SmartFiles.report("ata-failing");
        private final SmartReport healthy = SmartFiles.report("ata-healthy");

        @Test
        void theDriveIsKnown() {
            assertThat(failing.protocol()).isEqualTo(Protocol.ATA);
            assertThat(failing.model()).isEqualTo("EXAMPLE HDD 8TB");
            assertThat(failing.serial()).isEqualTo("ZA1234");
            assertThat(failing.wwn()).isEqualTo("0x5000c500a1b2c3d4");
            assertThat(failing.sectors()).isEqualTo(15_628_053_168L);
            assertThat(failing.physicalBlockBytes()).isEqualTo(4096);
            assertThat(failing.solidState()).isFalse();
            assertThat(failing.passed()).isFalse();
            assertThat(failing.celsius()).isEqualTo(41);
            assertThat(failing.powerOnHours()).isEqualTo(20_413);
            assertThat(healthy.solidState()).isTrue();
            assertThat(healthy.sectors()).isEqualTo(244_190_646L * 8);
            assertThat(healthy.wearPercent()).isEqualTo(3);
            assertThat(healthy.sparePercent()).isEqualTo(100);
            assertThat(healthy.spareThresholdPercent()).isEqualTo(10);
        }

        @Test
        void countsAreReadOutOfPackedNumbersAndTrustedInOrder() {
            assertThat(failing.counts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            SmartCount.REALLOCATED, 2872L,
                            SmartCount.REPORTED_UNCORRECTABLE, 1693L,
                            SmartCount.REALLOCATION_EVENTS, 2111L,
                            SmartCount.PENDING, 624L,
                            SmartCount.OFFLINE_UNCORRECTABLE, 0L,
                            SmartCount.CABLE_ERRORS, 3L));
        }

        @Test
        void anAttributeOfAnotherMeaningIsNotCounted() {
            assertThat(healthy.counts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            SmartCount.REALLOCATED, 2L,
                            SmartCount.PENDING, 0L,
                            SmartCount.REPORTED_UNCORRECTABLE, 0L,
                            SmartCount.CABLE_ERRORS, 0L));
        }

        @Test
        void onlyMediumErrorsWithWholeAddressesAreBadPlaces() {
            assertThat(places(failing))
                    .containsExactly(
                            "104870168+1 pending defects",
                            "15628053160+1 pending defects",
                            "6442450944+1 error log",
                            "200000001+1 self-test",
                            "116751080+1 address not found");
            assertThat(failing.warnings())
                    .containsExactlyInAnyOrder(Warning.DEFECTS_NOT_ALL_NAMED, Warning.ADDRESS_NOT_FOUND);
            assertThat(healthy.badPlaces()).isEmpty();
        }

        @Test
        void whatWasAnUncorrectableReadIsToldByTheWordsAndElseByTheRegister() {
            assertThat(errorOf("\"error\": 64", "Error: UNC 8 sectors at LBA = 0x00001000 = 4096"))
                    .containsExactly("4096+1 error log");
            assertThat(errorOf("\"error\": 1", "Error: AMNF at LBA = 0x00001000 = 4096"))
                    .containsExactly("4096+1 error log");
            assertThat(errorOf("\"error\": 64", "Error: WP at LBA = 0x00001000 = 4096"))
                    .as("the same bit, of a command that writes")
                    .isEmpty();
            assertThat(errorOf("\"error\": 192", "Error: ICRC, UNC at LBA = 0x00001000 = 4096"))
                    .as("what the cable garbled is not the medium's word")
                    .isEmpty();
            assertThat(errorOf("\"error\": 64", null)).containsExactly("4096+1 error log");
            assertThat(errorOf("\"error\": 16", null)).containsExactly("4096+1 address not found");
            assertThat(errorOf("\"error\": 4", null)).isEmpty();
        }

        private List<String> errorOf(String error, @Nullable String words) {
            String description = words == null ? "" : ", \"error_description\": \"" + words + "\"";
            return places(ata("\"ata_smart_error_log\": {\"extended\": {\"table\": [{\"error_number\": 1,"
                    + "\"completion_registers\": {" + error + ", \"lba\": 4096, \"device\": 64}" + description
                    + "}]}}"));
        }

        @Test
        void anAddressOf28BitsHasItsUpperFourInTheDeviceRegister() {
            SmartReport report = ata("""
                    "ata_smart_error_log": {"extended": {"table": [{"error_number": 1,
                      "completion_registers": {"error": 64, "lba": 16087784, "device": 230},
                      "error_description": "Error: UNC at LBA = 0x06f57ae8 = 116751080"}]}}
                    """);

            assertThat(places(report)).containsExactly("116751080+1 error log");
        }

        @Test
        void anAddressThatIsNotOnTheDiskIsNotMissed() {
            SmartReport report = ata("""
                    "ata_smart_error_log": {"extended": {"table": [{"error_number": 1,
                      "completion_registers": {"error": 16, "lba": 200000000, "device": 64}}]}}
                    """);

            assertThat(report.badPlaces()).isEmpty();
            assertThat(report.warnings()).isEmpty();
        }

        @Test
        void anEntryOfALogIsToldFromALaterOneAboutTheSamePlace() {
            assertThat(failing.badPlaces()).extracting(BadPlace::entry).containsExactly(0L, 20_400L, 6L, 20_410L, 4L);
        }

        @Test
        void aSelectiveTestThatGaveUpNamesWhereItWasUnlessTheTestsLogKnowsBetter() {
            String stopped = """
                    "ata_smart_selective_self_test_log": {"table": [
                      {"lba_min": 0, "lba_max": 99999, "status": {"value": 116, "string": "Not_testing"}},
                      {"lba_min": 500000, "lba_max": 999999, "status": {"value": 116, "string": "Completed_read_failure"},
                       "current_lba_min": 589824, "current_lba_max": 655359}]}
                    """;
            String known = """
                    , "ata_smart_self_test_log": {"extended": {"table": [
                      {"type": {"value": 4}, "status": {"value": 116, "passed": false}, "lifetime_hours": 1, "lba": 600000}]}}
                    """;

            assertThat(places(ata(stopped))).containsExactly("589824+65536 self-test");
            assertThat(places(ata(stopped + known))).containsExactly("600000+1 self-test");
            assertThat(places(ata(stopped.replace("116", "0")))).isEmpty();
        }

        @Test
        void whatFailedInOneSelfTestIsHealedWhenALaterExtendedOnePassed() {
            String failedBefore = """
                    "ata_smart_self_test_log": {"extended": {"table": [
                      {"type": {"value": 2}, "status": {"value": 0, "passed": true}, "lifetime_hours": 9},
                      {"type": {"value": 2}, "status": {"value": 121, "passed": false}, "lifetime_hours": 8, "lba": 5}]}}
                    """;

            assertThat(places(ata(failedBefore))).isEmpty();
            assertThat(places(ata(failedBefore.replace("\"value\": 0,", "\"value\": 249,"))))
                    .as("it is still under way")
                    .containsExactly("5+1 self-test");
            assertThat(places(ata(failedBefore.replaceFirst("\"value\": 2", "\"value\": 1"))))
                    .as("it was a short one")
                    .containsExactly("5+1 self-test");
        }

        @Test
        void wearIsReadOutOfTheStatisticsWhereSmartctlDoesNotSumItUp() {
            SmartReport report = ata("""
                    "ata_device_statistics": {"pages": [{"number": 7, "table": [
                      {"offset": 8, "value": 42, "flags": {"valid": true}}]}]}
                    """);

            assertThat(report.wearPercent()).isEqualTo(42);
        }

        @Test
        void theLongerOfReadAndWriteIsWhatTheKernelHasToWaitFor() {
            assertThat(ata("""
                            "ata_sct_erc": {"read": {"enabled": true, "deciseconds": 70}, "write": {"enabled": false}}
                            """).errorRecovery()).isEqualTo(new ErrorRecovery(null));
            assertThat(ata("""
                            "ata_sct_erc": {"read": {"enabled": true, "deciseconds": 70},
                                            "write": {"enabled": true, "deciseconds": 400}}
                            """).errorRecovery()).isEqualTo(new ErrorRecovery(Duration.ofSeconds(40)));
        }

        private SmartReport ata(String members) {
            return SmartFiles.reportOf("{\"smartctl\": {\"version\": [7, 3], \"exit_status\": 0},"
                    + "\"device\": {\"protocol\": \"ATA\"}, \"logical_block_size\": 512,"
                    + "\"user_capacity\": {\"blocks\": 200000000}," + members + "}");
        }

        @Test
        void theStandardSelfTestLogServesWhereThereIsNoExtendedOne() {
            String text = SmartFiles.text("ata-failing")
                    .replace("\"extended\": {\n      \"revision\": 1, \"sectors\": 1", "\"x\": {\n\"y\": 1");

            assertThat(places(SmartFiles.reportOf(text))).contains("123+1 self-test");
        }

        @Test
        void errorRecoveryIsComparedWithTheKernelsPatience() {
            Duration kernel = Duration.ofSeconds(30);

            assertThat(failing.errorRecovery())
                    .isEqualTo(new ErrorRecovery(null))
                    .matches(recovery -> recovery != null && recovery.mayOutlast(kernel));
            assertThat(healthy.errorRecovery())
                    .isEqualTo(new ErrorRecovery(Duration.ofSeconds(7)))
                    .matches(recovery -> recovery != null && !recovery.mayOutlast(kernel));
            assertThat(SmartFiles.report("nvme-healthy").errorRecovery()).isNull();
        }

        @Test
        void aDriveThatCannotBeToldHowLongToTryIsWarnedAboutUnlessItIsFlashAndOneThatDoesNotSayIsNot() {
            String cannot = "\"ata_sct_capabilities\": {\"error_recovery_control_supported\": false}";
            String text = SmartFiles.text("ata-failing").replaceFirst("\"ata_sct_erc\": .*", cannot);
            Duration kernel = Duration.ofSeconds(30);

            assertThat(SmartFiles.reportOf(text).errorRecovery())
                    .isNotNull()
                    .satisfies(recovery -> assertThat(recovery.warning("sda", kernel))
                            .hasValueSatisfying(words -> assertThat(words)
                                    .contains("30 s", "scterc,70,70 /dev/sda", "/sys/block/sda/device/timeout")));
            assertThat(SmartFiles.reportOf(text.replace("\"rotation_rate\": 7200", "\"rotation_rate\": 0"))
                            .errorRecovery())
                    .isNull();
            assertThat(SmartFiles.reportOf(text.replace(cannot, "\"x\": 1")).errorRecovery())
                    .isNull();
            assertThat(new ErrorRecovery(Duration.ofSeconds(7)).warning("sda", kernel))
                    .isEmpty();
            assertThat(new ErrorRecovery(Duration.ofSeconds(45)).warning("sda", kernel))
                    .isPresent();
            assertThat(new ErrorRecovery(null).warning("sda", Duration.ofMinutes(3)))
                    .as("the kernel waits long enough")
                    .isEmpty();
        }

        @Test
        void theExitStatusIsExplainedAndNoReasonToGiveUp() {
            assertThat(failing.statuses())
                    .containsExactlyInAnyOrder(
                            ExitStatus.DISK_FAILING,
                            ExitStatus.ATTRIBUTE_BELOW_THRESHOLD,
                            ExitStatus.ERRORS_LOGGED,
                            ExitStatus.SELF_TEST_ERRORS_LOGGED);
            assertThat(failing.messages()).singleElement().asString().startsWith("Warning: ATA error count");
        }
    }

    @Nested
    class OfAnNvmeDrive {

        private final SmartReport failing = SmartFiles.report("nvme-failing");

        @Test
        void numbersThatJsonCannotHoldAreReadFromTheirStrings() {
            assertThat(failing.counts()).containsExactly(Map.entry(SmartCount.MEDIA_ERRORS, 7L));
        }

        @Test
        void wearAndWarningsAreKnown() {
            assertThat(failing.wearPercent()).isEqualTo(120);
            assertThat(failing.sparePercent()).isEqualTo(4);
            assertThat(failing.spareThresholdPercent()).isEqualTo(10);
            assertThat(failing.warnings())
                    .containsExactlyInAnyOrder(
                            Warning.SPARE_BELOW_THRESHOLD, Warning.RELIABILITY_DEGRADED, Warning.MEDIA_READ_ONLY);
        }

        @Test
        void onlyMediumErrorsOfThisNamespaceAreBadPlacesInSectors() {
            assertThat(places(failing)).containsExactly("0+8 error log", "3397669504+8 error log", "616+8 self-test");
        }

        @Test
        void whereTheJsonLacksTheErrorLogItIsReadAsText() {
            String json = SmartFiles.text("nvme-7.3");

            assertThat(SmartParser.lacksLogs(json)).isTrue();
            assertThat(places(SmartFiles.reportOf(json))).isEmpty();
            SmartReport report = SmartFiles.reportOf(json, SmartFiles.plain("nvme-7.3"));
            assertThat(places(report)).containsExactly("0+8 error log", "3397669504+8 error log");
            assertThat(report.badPlaces()).extracting(BadPlace::entry).containsExactly(62L, 61L);
            assertThat(report.wearPercent()).isEqualTo(120);
            assertThat(report.sectors()).isEqualTo(4_000_797_360L * 8);
        }

        @Test
        void whatANewerSmartctlSaysInJsonIsNotAskedForAgain() {
            assertThat(SmartParser.lacksLogs(SmartFiles.text("nvme-failing"))).isFalse();
            assertThat(SmartParser.lacksLogs(SmartFiles.text("scsi-7.3"))).isFalse();
            assertThat(SmartParser.lacksLogs(SmartFiles.text("scsi-7.3").replaceFirst("\\b3\\b", "2")))
                    .isTrue();
            assertThat(SmartParser.lacksLogs(SmartFiles.text("ata-failing"))).isFalse();
            assertThat(SmartParser.lacksLogs("half a docu")).isFalse();
        }

        @Test
        void whatFailedInOneSelfTestIsHealedWhenALaterExtendedOnePassed() {
            String passed = "{\"self_test_code\": {\"value\": 2}, \"self_test_result\": {\"value\": 0}},";
            String text = SmartFiles.text("nvme-failing");
            int table = text.indexOf('[', text.indexOf("nvme_self_test_log")) + 1;

            assertThat(places(SmartFiles.reportOf(text.substring(0, table) + passed + text.substring(table))))
                    .noneMatch(place -> place.endsWith("self-test"));
        }

        @Test
        void aFullErrorLogAloneIsNoNews() {
            SmartReport healthy = SmartFiles.report("nvme-healthy");

            assertThat(healthy.badPlaces()).isEmpty();
            assertThat(healthy.counts()).containsExactly(Map.entry(SmartCount.MEDIA_ERRORS, 0L));
            assertThat(healthy.statuses()).containsExactly(ExitStatus.COMMAND_FAILED);
            assertThat(healthy.solidState()).isTrue();
        }
    }

    @Nested
    class OfAScsiDrive {

        private final SmartReport failing = SmartFiles.report("scsi-failing");

        @Test
        void countsAreGathered() {
            assertThat(failing.counts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            SmartCount.GROWN_DEFECTS, 260L,
                            SmartCount.UNCORRECTED_ERRORS, 13L,
                            SmartCount.PENDING, 2L));
            assertThat(failing.wwn()).isEqualTo("0x5000c500a1b2c3d4");
            assertThat(failing.model()).isEqualTo("EXAMPLE SAS 4TB");
        }

        @Test
        void whatTheDriveHasHealedItselfIsNoBadPlace() {
            assertThat(places(failing))
                    .containsExactly(
                            "9+1 pending defects",
                            "2400+1 pending defects",
                            "1001+1 background scan",
                            "1004+1 background scan",
                            "5005+1 self-test");
            assertThat(failing.warnings()).isEmpty();
            assertThat(SmartFiles.report("scsi-healthy").badPlaces()).isEmpty();
        }

        @Test
        void whereTheJsonCannotHoldThePendingDefectsTheyAreReadAsText() {
            assertThat(SmartParser.breaksOnDefects(SmartFiles.plain("scsi-7.3-broken")))
                    .isTrue();
            assertThat(SmartParser.breaksOnDefects(SmartFiles.text("scsi-7.3"))).isFalse();

            SmartReport report = SmartFiles.reportOf(SmartFiles.text("scsi-7.3"), SmartFiles.plain("scsi-7.3"));

            assertThat(report.counts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            SmartCount.GROWN_DEFECTS, 130L,
                            SmartCount.UNCORRECTED_ERRORS, 14L,
                            SmartCount.PENDING, 2L));
            assertThat(places(report))
                    .containsExactly(
                            "9+1 pending defects",
                            "2400+1 pending defects",
                            "1001+1 background scan",
                            "1004+1 background scan",
                            "1006+1 background scan",
                            "5005+1 self-test");
            assertThat(report.warnings()).isEmpty();
        }

        @Test
        void aDefectThatTheTextDoesNotNameIsMissed() {
            String cut = SmartFiles.plain("scsi-7.3").replace("     2:  0x9               ,  31001\n", "");

            assertThat(SmartFiles.reportOf(SmartFiles.text("scsi-7.3"), cut).warnings())
                    .containsExactly(Warning.DEFECTS_NOT_ALL_NAMED);
        }

        @Test
        void selfTestsThatTheJsonLacksAreReadAsText() {
            String json = SmartFiles.text("scsi-7.3").replace("scsi_self_test_", "not_yet_");
            String text = SmartFiles.plain("scsi-7.3");
            String passed =
                    "# 1  Background long   Completed                   -   31231                 - [-   -    -]\n";

            assertThat(places(SmartFiles.reportOf(json, text))).contains("5005+1 self-test");
            assertThat(places(SmartFiles.reportOf(json, text.replace("# 1 ", passed + "# 2 "))))
                    .as("a later long test passed")
                    .noneMatch(place -> place.endsWith("self-test"));
            assertThat(places(SmartFiles.reportOf(json, text.replace("[0x3 ", "[0x4 "))))
                    .as("the drive's own fault, not the medium's")
                    .noneMatch(place -> place.endsWith("self-test"));
        }

        @Test
        void wearIsReadByEitherNameOfIt() {
            String healthy = SmartFiles.text("scsi-healthy");

            assertThat(SmartFiles.report("scsi-healthy").wearPercent()).isNull();
            for (String name :
                    List.of("scsi_percentage_used_endurance_indicator", "scsi_Percentage used endurance indicator")) {
                String worn = healthy.replaceFirst("\\{", "{\"" + name + "\": 7,");
                assertThat(SmartFiles.reportOf(worn).wearPercent()).isEqualTo(7);
            }
        }
    }

    @Nested
    class OfNoDrive {

        @Test
        void aSleepingDiskIsNoFailure() {
            assertThat(SmartParser.read(SmartFiles.text("asleep"))).isEqualTo(new SmartReading.Asleep());
        }

        @Test
        void aDiskThatCannotBeOpenedIsUnusableAndSaysWhy() {
            assertThat(SmartParser.read(SmartFiles.text("no-such-disk")))
                    .isEqualTo(new SmartReading.Unusable(
                            "smartctl: Smartctl open device: /dev/sdz failed: No such device (exit status 2)", ""));
        }

        @Test
        void theReasonForGarbageIsTheSameWhateverItIs() {
            assertThat(SmartParser.read("sh: no smartctl\n...\n"))
                    .isEqualTo(
                            new SmartReading.Unusable("smartctl did not print a whole JSON object", "sh: no smartctl"));
            assertThat(SmartParser.read("\u0000\u0001"))
                    .isInstanceOfSatisfying(
                            SmartReading.Unusable.class,
                            unusable -> assertThat(unusable.reason())
                                    .isEqualTo("smartctl did not print a whole JSON object"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "smartctl: command not found",
                    "[1]",
                    "{",
                    "{}",
                    "{} {}",
                    "null",
                    "{\"device\":{\"protocol\":7}}",
                    "{\"device\":{\"protocol\":\"ATA\"},\"smartctl\":{\"exit_status\":1}}",
                })
        void garbageIsUnusable(String text) {
            assertThat(SmartParser.read(text)).isInstanceOf(SmartReading.Unusable.class);
        }

        @Test
        void halfADocumentIsUnusableWhereverItEnds() {
            for (String name : SmartFiles.NAMES) {
                String text = SmartFiles.text(name).strip();
                for (int end = 0; end < text.length(); end += 7) {
                    assertThat(SmartParser.read(text.substring(0, end))).isInstanceOf(SmartReading.Unusable.class);
                }
            }
        }
    }

    @Nested
    class Whatever {

        private static final long SEED = Long.getLong("remapd.seed", System.nanoTime());

        private final Random random = new Random(SEED);

        @Test
        void aDocumentSaysNothingIsThrown() {
            String[] others = {"null", "-1", "1e999999999", "18446744073709551616", "[]", "{}", "true", "\"x\"", "0.5"};
            List<String> texts = new ArrayList<>();
            SmartFiles.NAMES.forEach(name -> texts.add(SmartFiles.text(name)));
            assertThatCode(() -> {
                        for (int i = 0; i < 3_000; i++) {
                            String[] words =
                                    texts.get(random.nextInt(texts.size())).split("(?<=[\\[{:,])|(?=[\\]},])", -1);
                            for (int n = random.nextInt(3); n >= 0; n--) {
                                words[random.nextInt(words.length)] = others[random.nextInt(others.length)];
                            }
                            SmartParser.read(String.join("", words));
                        }
                    })
                    .as("seed %d", SEED)
                    .doesNotThrowAnyException();
        }

        @Test
        void aTextSaysNothingIsThrownNorDoesItTakeLong() {
            String[] lines = (SmartFiles.plain("scsi-7.3") + SmartFiles.plain("nvme-7.3")).split("(?<=\n)");
            List<String> endless = List.of(
                    "# 1  " + " ".repeat(1 << 20),
                    "read: " + "9 ".repeat(1 << 19),
                    "1 ".repeat(1 << 19),
                    " ".repeat(1 << 20));
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                for (String json : List.of(SmartFiles.text("scsi-7.3"), SmartFiles.text("nvme-7.3"))) {
                    endless.forEach(text -> SmartParser.read(json, text));
                    for (int i = 0; i < 1_000; i++) {
                        char[] text = lines[random.nextInt(lines.length)].toCharArray();
                        text[random.nextInt(text.length)] = "0-9f :,[\n".charAt(random.nextInt(9));
                        SmartParser.read(json, lines[random.nextInt(lines.length)] + new String(text));
                    }
                }
            });
        }

        @Test
        void aPlaceBeyondTheDiskIsNobodys() {
            String text = SmartFiles.text("ata-failing").replace("200000001", "15628053168");

            assertThat(places(SmartFiles.reportOf(text))).noneMatch(place -> place.endsWith("self-test"));
        }

        @Test
        void aBlockSizeBeyondReasonIsNotTaken() {
            String text =
                    SmartFiles.text("scsi-failing").replace("\"logical_block_size\": 512", "\"logical_block_size\": 7");

            assertThat(SmartFiles.reportOf(text).logicalBlockBytes()).isEqualTo(512);
        }
    }
}
