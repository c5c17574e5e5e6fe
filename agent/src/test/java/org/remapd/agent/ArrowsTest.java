package org.remapd.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the design: who may know whom. */
class ArrowsTest {

    private static final String FAULT = "org.remapd.agent.fault..";
    private static final String HEAL = "org.remapd.agent.heal..";
    private static final String METADATA = "org.remapd.agent.metadata..";
    private static final String MAP = "org.remapd.agent.map..";
    private static final String STACK = "org.remapd.agent.stack..";
    /** Without those that ask. */
    private static final String OWNER = "org.remapd.agent.owner";

    private static final String BTRFS = "org.remapd.agent.owner.btrfs";
    private static final String PACE = "org.remapd.agent.sensor.scrub.pace";
    private static final String PORT = "org.remapd.agent.port..";
    private static final String SYS = "org.remapd.agent.sys..";
    private static final String DEVICE = "org.remapd.agent.device..";
    private static final String REMAP = "org.remapd.agent.remap..";
    private static final String SENSOR = "org.remapd.agent.sensor..";

    private static final String[] PURE = {FAULT, HEAL, METADATA, MAP, STACK, OWNER, BTRFS, PACE};

    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.remapd");

    /** What a pure package may use: the language, values, collections, bytes; nothing that reads, waits or asks the time. */
    private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.zip",
                    "java.util.regex",
                    "java.time",
                    "java.time.zone",
                    "java.nio",
                    "java.nio.charset",
                    "org.jspecify.annotations")
            .and(not(resideInAPackage("java.lang")
                    .and(DescribedPredicate.describe(
                            "a thread, a process or the machine",
                            used -> used.isAssignableTo(Thread.class)
                                    || used.isAssignableTo(Process.class)
                                    || used.isAssignableTo(Runtime.class)
                                    || used.isEquivalentTo(ProcessBuilder.class)
                                    || used.isEquivalentTo(ThreadLocal.class)))))
            .and(not(DescribedPredicate.describe(
                    "a clock or a scanner",
                    used -> used.isAssignableTo(java.time.Clock.class)
                            || used.isEquivalentTo(java.util.Scanner.class)
                            || used.isEquivalentTo(java.util.Timer.class))));

    @Test
    void thePurePackagesKnowOnlyEachOtherAndValues() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(PURE).or(VALUES).or(primitives()))
                .because("the thinking has no I/O, no threads and no clock")
                .check(AGENT);
    }

    @Test
    void thePurePackagesDoNotAskForTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(AGENT);
    }

    @Test
    void ofTheSystemThePurePackagesUseOnlyACopyOfArrays() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "of System anything but arraycopy",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && !access.getName().equals("arraycopy")))
                .check(AGENT);
    }

    @Test
    void faultKnowsNoneOfTheOtherPurePackages() {
        noClasses()
                .that()
                .resideInAPackage(FAULT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(METADATA, MAP, HEAL, STACK, OWNER, BTRFS)
                .check(AGENT);
    }

    @Test
    void metadataKnowsFaultButNotHeal() {
        noClasses()
                .that()
                .resideInAPackage(METADATA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HEAL, MAP)
                .check(AGENT);
    }

    @Test
    void portsKnowOnlyThePurePackages() {
        classes()
                .that()
                .resideInAPackage(PORT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(PURE)
                        .or(resideInAPackage(PORT))
                        .or(resideInAnyPackage("java..", "org.jspecify.annotations"))
                        .or(primitives()))
                .check(AGENT);
    }

    /** Thin readers stand beside their parsers; these names are theirs. */
    private static final DescribedPredicate<JavaClass> READERS = DescribedPredicate.describe(
            "readers",
            used -> used.getName()
                    .matches(
                            ".*\\.(LogFile|Kmsg|Smartctl|\\w*(Reader|Device|Sensor|Source|Follower|Instance))(\\$.*)?"));

    @Test
    void whatTakesALogOrAReportApartReadsNoneItself() {
        noClasses()
                .that(resideInAnyPackage(
                                "org.remapd.agent.sensor.kernellog..",
                                "org.remapd.agent.sensor.blocktrace..",
                                "org.remapd.agent.sensor.smart..")
                        .and(not(READERS)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.nio.file..",
                                "java.net..",
                                "java.util.concurrent..",
                                "org.slf4j..",
                                SYS,
                                DEVICE,
                                PORT)
                        .or(DescribedPredicate.describe(
                                "a thread, a process, a file or a clock",
                                used -> used.isAssignableTo(Thread.class)
                                        || used.isEquivalentTo(ProcessBuilder.class)
                                        || used.isAssignableTo(java.io.FileInputStream.class)
                                        || used.isAssignableTo(java.time.Clock.class))))
                .allowEmptyShould(true)
                .check(AGENT);
    }

    @Test
    void onlySysTouchesJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SYS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(AGENT);
    }

    @Test
    void sysKnowsNothingOfTheStory() {
        noClasses()
                .that()
                .resideInAPackage(SYS)
                .should()
                .dependOnClassesThat(resideInAPackage("org.remapd..").and(not(resideInAPackage(SYS))))
                .check(AGENT);
    }

    @Test
    void onlyDeviceUsesOshi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DEVICE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("oshi..")
                .check(AGENT);
    }

    @Test
    void nobodyInTheAgentKnowsTheDaemon() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.remapd.daemon..")
                .check(AGENT);
    }

    @Test
    void adaptersDoNotKnowWhatIsBuiltOfThem() {
        noClasses()
                .that()
                .resideInAnyPackage(DEVICE, REMAP, SENSOR, SYS, PORT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.remapd.agent")
                .check(AGENT);
    }

    @Test
    void theTargetAndTheDisksDoNotKnowTheSensors() {
        noClasses()
                .that()
                .resideInAnyPackage(DEVICE, REMAP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SENSOR)
                .check(AGENT);
        noClasses()
                .that()
                .resideInAPackage(DEVICE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(REMAP)
                .check(AGENT);
    }

    @Test
    void thereIsNoCircleOfPackages() {
        slices().matching("org.remapd.agent.(**)").should().beFreeOfCycles().check(AGENT);
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return DescribedPredicate.describe(
                "primitives and arrays of values",
                used -> used.getBaseComponentType().isPrimitive()
                        || (used.isArray()
                                && VALUES.or(resideInAnyPackage(PURE)).test(used.getBaseComponentType())));
    }
}
