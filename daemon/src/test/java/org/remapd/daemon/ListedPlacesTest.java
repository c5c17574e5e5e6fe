package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.MetadataStore;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;

/** How a device looks at the places of somebody's list, and what the client hears meanwhile. */
class ListedPlacesTest {

    private static final long SECTORS = 131_072;
    private static final Instant WHEN = Instant.parse("2026-11-21T08:00:00Z");
    private static final Geometry GEOMETRY =
            Layout.onEmptyDisk(new Geometry.Member(SECTORS, false, ""), 8, 10).orElseThrow();

    private final WatchedDevice device = mock();
    private final List<Observation> offered = new ArrayList<>();
    private final List<Reply> heard = new ArrayList<>();
    private final TestClock clock = new TestClock();

    @BeforeEach
    void allIsWell() throws InterruptedException {
        when(device.name()).thenReturn("data");
        when(device.status()).thenReturn(status(Optional.empty()));
        when(device.offer(any(), any())).then(call -> offered.add(call.getArgument(0)));
        when(device.settled()).thenReturn(CompletableFuture.completedFuture(null));
    }

    @Test
    void placesOfTheDiskAreLookedAtAsTheyStand() throws Exception {
        assertThat(lookAtDisk("2400+8", "131071+1")).isEqualTo(Reply.done(List.of()));

        assertThat(offered)
                .containsExactly(
                        new Observation.Listed(SectorRange.of(2400, 8), "rescue.map"),
                        new Observation.Listed(SectorRange.of(131_071, 1), "rescue.map"));
        assertThat(heard).isEmpty();
    }

    @Test
    void placesOfTheDeviceAreLookedAtWhereTheyAreServedFrom() throws Exception {
        when(device.hintPlaces(MappedRange.parse("40+16")))
                .thenReturn(List.of(SectorRange.of(2088, 8), SectorRange.of(9000, 8)));

        assertThat(look(false, List.of("40+16"))).isEqualTo(Reply.done(List.of()));

        assertThat(offered)
                .containsExactly(
                        new Observation.Listed(SectorRange.of(2088, 8), "rescue.map"),
                        new Observation.Listed(SectorRange.of(9000, 8), "rescue.map"));
    }

    @Test
    void thereIsAtLeastOnePlaceAndNotTooMany() throws Exception {
        String wrong = "data: expected 1 to 16 places";
        assertThat(lookAtDisk()).isEqualTo(Reply.failed(wrong));
        assertThat(look(true, Collections.nCopies(17, "2400+8"))).isEqualTo(Reply.failed(wrong));
        assertThat(offered).isEmpty();

        assertThat(look(true, Collections.nCopies(16, "2400+8"))).isEqualTo(Reply.done(List.of()));
        assertThat(offered).hasSize(16);
    }

    @Test
    @SuppressWarnings("NullAway") // what comes over the socket may leave anything out
    void aRequestWithoutPlacesIsRefused() throws Exception {
        assertThat(look(true, null)).isEqualTo(Reply.failed("data: expected 1 to 16 places"));
        assertThat(look(true, Arrays.asList("2400+8", null))).isEqualTo(Reply.failed("data: expected 1 to 16 places"));
        assertThat(offered).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere  | \"nowhere\" is not a range; expected the first sector and how many, as 2400+8",
                "2400     | \"2400\" is not a range; expected the first sector and how many, as 2400+8",
                "-8+8     | \"-8+8\" is not a range; expected the first sector and how many, as 2400+8",
                "2400+0   | \"2400+0\" is not a range; expected the first sector and how many, as 2400+8",
                "2400+129 | 2400+129: expected at most 128 sectors in one place",
                "131065+8 | 131065+8 reaches beyond the end: the disk has 131072 sectors"
            })
    void onePlaceThatIsWrongAndNoneIsLookedAt(String place, String why) throws Exception {
        assertThat(lookAtDisk("2400+8", place)).isEqualTo(Reply.failed("data: " + why));
        assertThat(offered).isEmpty();
    }

    @Test
    void whatTheDeviceDoesNotHaveIsNotLookedAt() throws Exception {
        when(device.hintPlaces(any())).thenThrow(new IllegalArgumentException("900000+8 reaches beyond the end"));

        assertThat(look(false, List.of("900000+8"))).isEqualTo(Reply.failed("data: 900000+8 reaches beyond the end"));
        assertThat(offered).isEmpty();
    }

    @Test
    void aBreakerThatWasOpenedByHandIsNotWaitedFor() throws Exception {
        breaker(Breaker.Cause.BY_HAND, "opened by hand");

        assertThat(lookAtDisk("2400+8")).isEqualTo(Reply.failed("data: the breaker is open: opened by hand"));
        assertThat(offered).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void oneThatClosesByItselfIsWaitedForAndTheClientHearsOfIt() throws Exception {
        DeviceStatus open = status(open(Breaker.Cause.RATE, "too many at once"));
        when(device.status()).thenReturn(open, open, status(Optional.empty()));

        assertThat(look(false, List.of("40+8"))).isEqualTo(Reply.done(List.of()));

        Reply waiting = Reply.waiting(List.of("the breaker is open: too many at once"));
        assertThat(heard).containsExactly(waiting, waiting);
        assertThat(clock.nanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void forADayAtMost() throws Exception {
        breaker(Breaker.Cause.NOT_ALIVE, "the disk does not answer");

        assertThat(lookAtDisk("2400+8")).isEqualTo(Reply.failed("data: the breaker is open: the disk does not answer"));
        assertThat(clock.nanos())
                .isBetween(
                        Duration.ofDays(1).toNanos(),
                        Duration.ofDays(1).plusMinutes(1).toNanos());
        assertThat(offered).isEmpty();
    }

    @Test
    void aDeviceThatHasTooMuchToDoTakesNoMore() throws Exception {
        when(device.offer(any(), any())).thenReturn(false);

        assertThat(lookAtDisk("2400+8")).isEqualTo(Reply.failed("data: it has had too much to do for 10 minutes"));
    }

    @Test
    void itIsDoneWhenAllOfThemHaveBeenLookedAt() throws Exception {
        when(device.settled()).thenReturn(settledAfter(3));

        assertThat(lookAtDisk("2400+8")).isEqualTo(Reply.done(List.of()));

        assertThat(heard).as("to see whether the client is still there").containsOnly(Reply.waiting(List.of()));
        assertThat(heard).hasSize(3);
    }

    @Test
    void ifTheBreakerOpensMeanwhileItIsNot() throws Exception {
        DeviceStatus frozen = status(open(Breaker.Cause.NOT_ALIVE, "the disk does not answer"));
        when(device.settled()).then(call -> {
            when(device.status()).thenReturn(frozen);
            return CompletableFuture.completedFuture(null);
        });

        assertThat(lookAtDisk("2400+8"))
                .isEqualTo(Reply.failed("data: the breaker has opened meanwhile: the disk does not answer"));
    }

    @Test
    void whatTakesTooLongGoesOnWithoutTheClient() throws Exception {
        when(device.settled()).thenReturn(settledAfter(Long.MAX_VALUE));

        assertThat(lookAtDisk("2400+8"))
                .isEqualTo(Reply.failed("data: it has been looking at these places for 6 hours, and goes on"));
        assertThat(offered).hasSize(1);
    }

    @Test
    void aDeviceThatIsTakenAwayMeanwhileSaysSo() throws Exception {
        when(device.settled())
                .thenReturn(CompletableFuture.failedFuture(new IllegalStateException("data is not watched any more")));

        assertThat(lookAtDisk("2400+8")).isEqualTo(Reply.failed("data is not watched any more"));
    }

    /** Whoever waits for it waits in vain so many times first; the time that takes passes at once. */
    private CompletableFuture<Void> settledAfter(long waits) {
        return new CompletableFuture<>() {
            private long left = waits;

            @Override
            public Void get(long timeout, TimeUnit unit) throws TimeoutException {
                if (left-- > 0) {
                    clock.pause(Duration.ofNanos(unit.toNanos(timeout)));
                    throw new TimeoutException();
                }
                return null;
            }
        };
    }

    private Reply lookAtDisk(String... places) throws Exception {
        return look(true, List.of(places));
    }

    private Reply look(boolean ofDisk, List<String> places) throws Exception {
        return new ListedPlaces(device, heard::add, clock).look(new Request.Listed("rescue.map", ofDisk, places));
    }

    private void breaker(Breaker.Cause cause, String why) {
        DeviceStatus status = status(open(cause, why));
        when(device.status()).thenReturn(status);
    }

    private static Optional<DeviceStatus.OpenBreaker> open(Breaker.Cause cause, String why) {
        return Optional.of(new DeviceStatus.OpenBreaker(cause, why, WHEN));
    }

    private static DeviceStatus status(Optional<DeviceStatus.OpenBreaker> breaker) {
        return new DeviceStatus(
                "data",
                new DeviceId(UUID.fromString("12345678-9abc-4def-8123-456789abcdef")),
                WHEN,
                "/dev/sdb",
                GEOMETRY,
                0,
                10,
                0,
                new MetadataStore.Copies(2, 2),
                Optional.empty(),
                breaker,
                List.of(),
                List.of(),
                ScrubNote.NONE,
                new DeviceStatus.Totals(0, 0, 0, 0));
    }
}
