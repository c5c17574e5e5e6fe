package org.remapd.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.TestClock;
import org.remapd.daemon.config.AlertSettings;
import org.slf4j.LoggerFactory;

class AlertDeskTest {

    private static final Alert LOW = alert(Alert.Kind.SPARES_LOW, Severity.WARNING);
    private static final Alert LOST = alert(Alert.Kind.DATA_LOST, Severity.CRITICAL);

    private static final Alert FAILING = alert(Alert.Kind.SMART, Severity.CRITICAL);

    private final TestClock clock = new TestClock();
    private final List<Alert> journal = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void whatIsLessSevereIsNeitherToldNorRecalled() throws IOException {
        AlertDesk desk = desk(tellsFrom(Severity.CRITICAL));
        desk.raise(LOW);
        desk.raise(LOST);

        for (int day = 0; day < 3; day++) {
            round(desk, LOW, LOST);
            clock.pause(Duration.ofDays(2));
        }

        assertThat(journal).containsExactly(LOW, LOST);
        assertThat(told()).hasSize(2).allMatch(notice -> notice.kind().equals("data-lost"));
    }

    @Test
    void whenSomebodyIsToBeToldForTheFirstTimeWhatIsSoAlreadyIsNews() throws IOException {
        AlertDesk nobody = desk(AlertSettings.DEFAULT);
        nobody.raise(LOST);
        round(nobody, LOST);
        clock.pause(Duration.ofDays(3));

        AlertDesk somebody = nobody.under(tellsFrom(Severity.WARNING), journal::add);
        somebody.raise(LOW);
        round(somebody, LOST, LOW);
        clock.pause(Duration.ofMinutes(30));
        round(somebody, LOST, LOW, FAILING);
        clock.pause(NoticeBook.GATHERING);
        round(somebody, LOST, LOW, FAILING);
        clock.pause(Duration.ofHours(1));
        round(somebody, LOST, LOW, FAILING, alert(Alert.Kind.UNHEALED, Severity.WARNING));
        clock.pause(NoticeBook.GATHERING);
        round(somebody, LOST, LOW, FAILING, alert(Alert.Kind.UNHEALED, Severity.WARNING));

        assertThat(told())
                .as("once each, also what takes a while to be known")
                .hasSize(3)
                .allMatch(notice -> notice.reminder() == 0 && notice.count() == 1);
    }

    @Test
    void underOtherSettingsWhatWasToldIsNotToldAgain() throws IOException {
        AlertDesk desk = desk(tellsFrom(Severity.WARNING));
        desk.raise(LOST);
        clock.pause(NoticeBook.GATHERING);
        round(desk, LOST);

        AlertDesk other = desk.under(tellsFrom(Severity.CRITICAL), journal::add);
        round(other, LOST);
        clock.pause(NoticeBook.GATHERING);
        round(other, LOST);

        assertThat(told()).hasSize(1);
    }

    @Test
    void itIsSaidOnceThatNobodyDelivers() throws IOException {
        AlertDesk desk = desk(tellsFrom(Severity.WARNING));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(AlertDesk.class);
        logger.setLevel(Level.ERROR);
        logger.addAppender(log);
        log.start();
        desk.raise(LOST);
        clock.pause(NoticeBook.GATHERING);
        try {
            for (int minute = 0; minute < 14; minute++) {
                round(desk, LOST);
                clock.pause(Duration.ofMinutes(1));
            }
            assertThat(log.list).isEmpty();
            for (int minute = 0; minute < 60; minute++) {
                round(desk, LOST);
                clock.pause(Duration.ofMinutes(1));
            }
            assertThat(log.list)
                    .hasSize(1)
                    .allMatch(
                            event -> event.getFormattedMessage().startsWith("notices wait, and nobody delivers them"));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }

    private AlertDesk desk(AlertSettings settings) {
        return new AlertDesk(settings, journal::add, new Outbox(directory), clock);
    }

    private static AlertSettings tellsFrom(Severity severity) {
        return new AlertSettings(
                AlertSettings.DEFAULT.journalSeverity(),
                severity,
                Optional.of(Path.of("/bin/true")),
                List.of(),
                Optional.empty());
    }

    private static void round(AlertDesk desk, Alert... lasting) {
        Map<Matter, Alert> all = new LinkedHashMap<>();
        for (Alert alert : lasting) {
            all.put(Matter.of(alert), alert);
        }
        desk.round(all, matter -> false);
    }

    private List<WrittenNotice> told() throws IOException {
        List<WrittenNotice> notices = new ArrayList<>();
        for (Path file : new Outbox(directory).ready()) {
            notices.add(Letter.parse(Files.readString(file)).notice());
        }
        return notices;
    }

    private static Alert alert(Alert.Kind kind, Severity severity) {
        return Alert.of(kind, severity, "data: so it is").with(Alert.DEVICE, "data");
    }
}
