package org.remapd.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;

/** What a person is told, and how often. */
class NoticeBookTest {

    private static final Instant BEGIN = Instant.parse("2026-11-29T09:00:00Z");
    private static final Duration SOON = NoticeBook.GATHERING;
    private static final Matter LOST = new Matter("data", Alert.Kind.DATA_LOST);

    private NoticeBook book = new NoticeBook();
    private Instant now = BEGIN;
    private Predicate<Matter> unknown = matter -> false;

    @Test
    void aBurstIsOneNotice() {
        for (int n = 0; n < 300; n++) {
            raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector " + n);
        }
        assertThat(book.due(now)).as("there may be more of them").isEmpty();

        List<Notice> told = after(SOON);

        assertThat(told).hasSize(1);
        assertThat(told.get(0).matter()).isEqualTo(LOST);
        assertThat(told.get(0).count()).isEqualTo(300);
        assertThat(told.get(0).messages()).hasSize(20).startsWith("sector 0");
        assertThat(told.get(0).since()).isEqualTo(BEGIN);
        assertThat(after(SOON)).as("once").isEmpty();
    }

    @Test
    void whatIsStillGatheredWhenTheDaemonEndsIsTold() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 1");
        assertThat(book.dueAtLast(now)).extracting(Notice::count).containsExactly(1);
        assertThat(after(SOON)).as("once").isEmpty();
    }

    @Test
    void devicesAndKindsAreToldApart() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "one");
        raise("home", Alert.Kind.DATA_LOST, Severity.CRITICAL, "two");
        raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "three");
        assertThat(after(SOON))
                .extracting(Notice::messages)
                .containsExactly(List.of("one"), List.of("two"), List.of("three"));
    }

    @Test
    void moreOfTheSameIsToldAfterADayThenTwoThenFour() {
        List<Duration> when = new ArrayList<>();
        for (int hour = 0; hour < 24 * 16; hour++) {
            raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "hour " + hour);
            if (!after(Duration.ofHours(1)).isEmpty()) {
                when.add(Duration.between(BEGIN, now));
            }
        }
        assertThat(when)
                .containsExactly(
                        Duration.ofHours(1),
                        Duration.ofHours(25),
                        Duration.ofHours(73),
                        Duration.ofHours(169),
                        Duration.ofHours(361));
    }

    @Test
    void moreThatIsCriticalIsToldAfterAnHourThenTwoAndOnceADayInTheEnd() {
        List<Duration> when = new ArrayList<>();
        for (int minute = 0; minute < 4 * 24 * 60; minute++) {
            raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "minute " + minute);
            if (!after(Duration.ofMinutes(1)).isEmpty()) {
                when.add(Duration.between(BEGIN, now).truncatedTo(ChronoUnit.HOURS));
            }
        }
        assertThat(when.stream().map(Duration::toHours)).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 55L, 79L);
    }

    @Test
    void afterAQuietTimeMoreThatIsCriticalIsToldAfterAnHourAgain() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 1");
        last(LOST);
        after(SOON);
        for (int reminder = 0; reminder < 4; reminder++) {
            assertThat(after(Duration.ofDays(1L << reminder))).hasSize(1);
        }
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 2");
        assertThat(after(Duration.ofMinutes(59))).isEmpty();
        assertThat(after(Duration.ofMinutes(1))).extracting(Notice::messages).containsExactly(List.of("sector 2"));
    }

    @Test
    void ofVeryManyThatAreLostAProgramIsToldThatThereAreMore() {
        for (int sector = 10_000; sector < 12_000; sector++) {
            book.raise(
                    Alert.of(Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector " + sector)
                            .with(Alert.DEVICE, "data")
                            .with(Alert.LOST_SECTORS, Integer.toString(sector)),
                    now);
        }
        assertThat(after(SOON).get(0).fields().get(Alert.LOST_SECTORS))
                .hasSizeBetween(8000, 8200)
                .startsWith("10000 10001 ")
                .endsWith(" ...")
                .containsOnlyOnce("...");
    }

    @Test
    void alsoALaterBurstIsOneNotice() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 1");
        after(SOON);
        after(Duration.ofHours(5));
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 2");
        assertThat(after(Duration.ofSeconds(1))).isEmpty();
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 3");
        assertThat(after(SOON)).extracting(Notice::messages).containsExactly(List.of("sector 2", "sector 3"));
    }

    @Test
    void whatABurstHasLostIsToldInOnePiece() {
        for (String sectors : List.of("5000", "5001 5002")) {
            book.raise(
                    Alert.of(Alert.Kind.DATA_LOST, Severity.CRITICAL, sectors)
                            .with(Alert.DEVICE, "data")
                            .with(Alert.SECTOR, sectors.substring(0, 4))
                            .with(Alert.LOST_SECTORS, sectors),
                    now);
        }
        Notice told = after(SOON).get(0);
        assertThat(told.fields()).containsEntry(Alert.LOST_SECTORS, "5000 5001 5002");
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 7");
        assertThat(after(Duration.ofDays(1)).get(0).fields()).as("once").doesNotContainKey(Alert.LOST_SECTORS);
    }

    @Test
    void whatGetsWorseIsToldAtOnce() {
        raise("data", Alert.Kind.SPARES_LOW, Severity.WARNING, "4 are left");
        after(SOON);
        raise("data", Alert.Kind.SPARES_LOW, Severity.CRITICAL, "none is left");
        assertThat(after(SOON)).extracting(Notice::severity).containsExactly(Severity.CRITICAL);
    }

    @Test
    void whatLastsIsRecalledLessAndLessOften() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 5");
        last(LOST);
        after(SOON);
        assertThat(after(Duration.ofHours(23))).isEmpty();
        List<Notice> first = after(Duration.ofHours(1));
        assertThat(first).extracting(Notice::reminder).containsExactly(1);
        assertThat(first.get(0).count()).isZero();
        assertThat(first.get(0).messages()).containsExactly("sector 5");
        assertThat(after(Duration.ofDays(1))).isEmpty();
        assertThat(after(Duration.ofDays(1))).extracting(Notice::reminder).containsExactly(2);
        assertThat(after(Duration.ofDays(4))).extracting(Notice::reminder).containsExactly(3);
    }

    @Test
    void whatWasSoBeforeAnybodyLookedIsRecalledAfterADay() {
        last(LOST);
        assertThat(after(Duration.ofHours(23))).isEmpty();
        assertThat(after(Duration.ofHours(1))).extracting(Notice::messages).containsExactly(List.of("it is so"));
    }

    @Test
    void whatWasAcknowledgedIsNotRecalledUntilThereIsMore() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 5");
        last(LOST);
        after(SOON);
        book.acknowledge("data");
        assertThat(after(Duration.ofDays(100))).isEmpty();
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 6");
        assertThat(after(SOON)).extracting(Notice::messages).containsExactly(List.of("sector 6"));
        assertThat(after(Duration.ofDays(2))).as("it is recalled again").hasSize(1);
    }

    @Test
    void aBookThatGoesOnFromAnotherKnowsWhatWasToldAndWhatWasAcknowledged() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 5");
        raise("home", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 9");
        last(LOST, new Matter("home", Alert.Kind.DATA_LOST));
        after(SOON);
        book.acknowledge("home");
        List<Told> told = book.told();

        book = new NoticeBook();
        last(LOST, new Matter("home", Alert.Kind.DATA_LOST));
        book.goOnFrom(told);

        assertThat(book.told()).containsExactlyInAnyOrderElementsOf(told);
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 6");
        assertThat(after(Duration.ofMinutes(59))).as("more of the same").isEmpty();
        List<Notice> later = after(Duration.ofMinutes(1));
        assertThat(later).extracting(Notice::messages).containsExactly(List.of("sector 6"));
        assertThat(after(Duration.ofHours(23))).as("a day after that").isEmpty();
        assertThat(after(Duration.ofHours(1))).extracting(Notice::reminder).containsExactly(1);
    }

    @Test
    void whatWasOverWhenTheNextBookBeganIsNewsIfItComesBack() {
        Matter missing = new Matter("data", Alert.Kind.ASSEMBLY_FAILED);
        raise("data", Alert.Kind.ASSEMBLY_FAILED, Severity.CRITICAL, "it is not there");
        last(missing);
        after(SOON);

        theNextDaemonBegins();
        last();
        raise("data", Alert.Kind.ASSEMBLY_FAILED, Severity.CRITICAL, "it is gone again");

        assertThat(after(SOON)).extracting(Notice::messages).containsExactly(List.of("it is gone again"));
    }

    @Test
    void whatLastsAndIsSaidAgainByTheNextDaemonIsNoNewsAndStaysAcknowledged() {
        Matter low = new Matter("data", Alert.Kind.SPARES_LOW);
        raise("data", Alert.Kind.SPARES_LOW, Severity.CRITICAL, "for 3 days");
        last(low);
        after(SOON);
        book.acknowledge("data");

        theNextDaemonBegins();
        raise("data", Alert.Kind.SPARES_LOW, Severity.CRITICAL, "for 2 days");
        last(low);

        assertThat(after(Duration.ofDays(100))).isEmpty();
        raise("data", Alert.Kind.SPARES_LOW, Severity.CRITICAL, "none is left");
        assertThat(after(SOON)).as("once is again, twice is more").hasSize(1);
    }

    @Test
    void whatIsSaidAgainAfterAReloadIsNoNewsEither() {
        Matter missing = new Matter("data", Alert.Kind.ASSEMBLY_FAILED);
        raise("data", Alert.Kind.ASSEMBLY_FAILED, Severity.CRITICAL, "it is not there");
        last(missing);
        after(SOON);
        book.acknowledge("data");

        book.begunAnew();
        raise("data", Alert.Kind.ASSEMBLY_FAILED, Severity.CRITICAL, "it is not there");
        last(missing);

        assertThat(after(Duration.ofDays(100))).isEmpty();
    }

    @Test
    void whatNobodyCanTellOfIsAsItWas() {
        raise("data", Alert.Kind.DATA_LOST, Severity.CRITICAL, "sector 5");
        last(LOST);
        after(SOON);
        unknown = LOST::equals;
        last();
        assertThat(after(Duration.ofDays(1))).extracting(Notice::reminder).containsExactly(1);
    }

    @Test
    void onceItIsOverTheNextIsNews() {
        raise("data", Alert.Kind.BREAKER_OPENED, Severity.CRITICAL, "opened");
        last(new Matter("data", Alert.Kind.BREAKER_OPENED));
        assertThat(after(SOON)).hasSize(1);
        last();
        raise("data", Alert.Kind.BREAKER_OPENED, Severity.CRITICAL, "opened again");
        assertThat(after(SOON)).hasSize(1);
    }

    @Test
    void whatDoesNotLastIsNewsAgainAfterAQuietDay() {
        raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "one");
        after(SOON);
        after(Duration.ofDays(1));
        raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "two");
        assertThat(after(SOON)).hasSize(1);
    }

    @Test
    void aClockThatGoesBackSilencesNothingForLongerThanThePause() {
        raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "one");
        after(SOON);
        now = now.minus(Duration.ofDays(1000));
        raise("data", Alert.Kind.REMAPPED, Severity.NOTICE, "two");
        book.due(now);
        assertThat(after(Duration.ofDays(1))).extracting(Notice::messages).containsExactly(List.of("two"));
    }

    @Test
    void nothingIsLostAndNothingToldTwiceWhateverComes() {
        long seed = Long.getLong("remapd.seed", 1);
        System.out.println("NoticeBookTest -Dremapd.seed=" + seed);
        Random random = new Random(seed);
        int raised = 0;
        int told = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) == 0) {
                raise("disk" + random.nextInt(3), kind(random), severity(random), "step " + step);
                raised++;
            }
            told += after(Duration.ofSeconds(random.nextInt(20_000))).stream()
                    .mapToInt(Notice::count)
                    .sum();
        }
        told += after(Duration.ofDays(40)).stream().mapToInt(Notice::count).sum();
        assertThat(told).isEqualTo(raised);
    }

    private static Severity severity(Random random) {
        List<Severity> all = List.of(Severity.values());
        return all.get(random.nextInt(all.size()));
    }

    private static Alert.Kind kind(Random random) {
        List<Alert.Kind> all = List.of(Alert.Kind.values());
        return all.get(random.nextInt(all.size()));
    }

    private void raise(String device, Alert.Kind kind, Severity severity, String message) {
        book.raise(Alert.of(kind, severity, message).with(Alert.DEVICE, device), now);
    }

    private void theNextDaemonBegins() {
        List<Told> told = book.told();
        book = new NoticeBook();
        book.goOnFrom(told);
    }

    private void last(Matter... matters) {
        book.last(
                Arrays.stream(matters)
                        .collect(Collectors.toMap(
                                Function.identity(),
                                matter -> Alert.of(matter.kind(), Severity.CRITICAL, "it is so")
                                        .with(Alert.DEVICE, matter.device()))),
                unknown,
                now,
                false);
    }

    private List<Notice> after(Duration time) {
        now = now.plus(time);
        return book.due(now);
    }
}
