package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
                            "200000001+1 self-test");
            assertThat(failing.warnings()).containsExactly(Warning.DEFECTS_NOT_ALL_NAMED);
            assertThat(healthy.badPlaces()).isEmpty();
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
                            "smartctl: Smartctl open device: /dev/sdz failed: No such device (exit status 2)"));
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
