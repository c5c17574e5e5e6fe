package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/** When the breaker opens, and when it closes; time is a number. */
class BreakerTest {

    private static final Breaker.Limits LIMITS = new Breaker.Limits(100, Duration.ofMinutes(10));
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Breaker CLOSED = Breaker.closed(LIMITS, 0);

    @Test
    void asManyFaultsAsAreLetPassWithinTheWindowAreNoStormAndOneMoreIs() {
        Breaker full = CLOSED.confirmed(60, SECOND).confirmed(40, 2 * SECOND);
        assertThat(full).isInstanceOf(Breaker.Closed.class);
        assertThat(cause(full.confirmed(1, 599 * SECOND))).isEqualTo(Breaker.Cause.RATE);
    }

    @Test
    void asManyFaultsAsOneLikesSpreadOverTimeAreNoStorm() {
        Breaker breaker = CLOSED;
        for (long second = 0; second < 100_000; second += 7) {
            breaker = breaker.confirmed(1, second * SECOND);
        }
        assertThat(breaker).isInstanceOf(Breaker.Closed.class);
    }

    @Test
    void aDeviceThatIsNotAliveIsEnoughAtOnce() {
        Breaker open = CLOSED.looked(false, "no such device", 0);
        assertThat(cause(open)).isEqualTo(Breaker.Cause.NOT_ALIVE);
        assertThat(((Breaker.Open) open).why()).contains("no such device");
    }

    @Test
    void anErrorThatIsNotTheMediumsIsEnoughOnlyIfItComesAgainAndAgain() {
        Breaker breaker = CLOSED;
        for (int error = 1; error < Breaker.TROUBLES; error++) {
            breaker = breaker.trouble(1, "reservation", error * SECOND);
            assertThat(breaker).isInstanceOf(Breaker.Closed.class);
        }
        assertThat(cause(breaker.trouble(1, "reservation", 599 * SECOND))).isEqualTo(Breaker.Cause.NOT_MEDIA);
        assertThat(breaker.trouble(1, "reservation", 700 * SECOND))
                .as("the others are long ago")
                .isInstanceOf(Breaker.Closed.class);
    }

    @Test
    void itClosesWhenTheDeviceHasBeenAliveForTheQuietTimeAndNotOneLookEarlier() {
        Breaker breaker = CLOSED.looked(false, "", 0);
        for (long second = 100; second < 130; second += 5) {
            breaker = breaker.looked(true, "", second * SECOND);
            assertThat(breaker).isInstanceOf(Breaker.Open.class);
        }
        assertThat(breaker.looked(true, "", 130 * SECOND)).isInstanceOf(Breaker.Closed.class);
        assertThat(breaker.looked(false, "", 130 * SECOND).looked(true, "", 135 * SECOND))
                .as("away in between")
                .isInstanceOf(Breaker.Open.class);
    }

    @Test
    void twoLooksAreNotEnoughHoweverFarApart() {
        Breaker breaker = CLOSED.looked(false, "", 0).looked(true, "", SECOND).looked(true, "", 1000 * SECOND);
        assertThat(breaker).isInstanceOf(Breaker.Open.class);
    }

    @Test
    void aDeviceThatComesAndGoesIsLeftAloneForLongerEachTimeUpToABound() {
        Breaker breaker = CLOSED;
        Duration quiet = Breaker.QUIET;
        long now = 0;
        for (int round = 0; round < 10; round++) {
            now += SECOND;
            breaker = breaker.looked(false, "", now);
            assertThat(((Breaker.Open) breaker).quiet()).isEqualTo(quiet);
            for (int look = 0; breaker instanceof Breaker.Open; look++) {
                assertThat(look).isLessThan(1000);
                now += 5 * SECOND;
                breaker = breaker.looked(true, "", now);
            }
            Duration twice = quiet.multipliedBy(2);
            quiet = twice.compareTo(Breaker.LONGEST_QUIET) > 0 ? Breaker.LONGEST_QUIET : twice;
        }
        long muchLater = now + Breaker.LONGEST_QUIET.toNanos() + SECOND;
        assertThat(((Breaker.Open) breaker.looked(false, "", muchLater)).quiet())
                .isEqualTo(Breaker.QUIET);
    }

    @Test
    void afterTooManyFaultsItClosesWhenTheWindowHasPassedAndCountsAnew() {
        Breaker breaker = CLOSED.confirmed(101, 0);
        long now = 0;
        while (breaker instanceof Breaker.Open) {
            now += 5 * SECOND;
            breaker = breaker.looked(true, "", now);
        }
        assertThat(now).isBetween(600 * SECOND, 610 * SECOND);
        assertThat(breaker.confirmed(100, now)).isInstanceOf(Breaker.Closed.class);
    }

    @Test
    void openedByHandItStaysOpenUntilItIsClosedByHandWhateverHappens() {
        Seeds.each(100, random -> {
            Breaker breaker = random.nextBoolean() ? CLOSED : CLOSED.looked(false, "", 0);
            breaker = breaker.openByHand(0);
            long now = 0;
            for (int event = 0; event < 200; event++) {
                now += random.nextInt(3600) * SECOND;
                breaker = switch (random.nextInt(5)) {
                    case 0 -> breaker.confirmed(random.nextInt(500), now);
                    case 1 -> breaker.trouble(random.nextInt(10), "", now);
                    case 2 -> breaker.looked(false, "", now);
                    case 3 -> breaker.openByHand(now);
                    default -> breaker.looked(true, "", now);
                };
                assertThat(cause(breaker)).isEqualTo(Breaker.Cause.BY_HAND);
            }
            assertThat(breaker.closeByHand(now)).isInstanceOf(Breaker.Closed.class);
        });
    }

    @Test
    void whateverHappenedItIsNeverOpenForEverOnADeviceThatIsAlive() {
        Seeds.each(100, random -> {
            Breaker breaker = CLOSED;
            long now = 0;
            for (int event = 0; event < 100; event++) {
                now += random.nextInt(100) * SECOND;
                breaker = switch (random.nextInt(3)) {
                    case 0 -> breaker.confirmed(random.nextInt(150), now);
                    case 1 -> breaker.trouble(random.nextInt(7), "", now);
                    default -> breaker.looked(random.nextBoolean(), "", now);
                };
            }
            long end = now + Breaker.LONGEST_QUIET.toNanos() + 10 * SECOND;
            for (; now < end; now += 5 * SECOND) {
                breaker = breaker.looked(true, "", now);
            }
            assertThat(breaker).isInstanceOf(Breaker.Closed.class);
        });
    }

    private static Breaker.Cause cause(Breaker breaker) {
        assertThat(breaker).isInstanceOf(Breaker.Open.class);
        return ((Breaker.Open) breaker).cause();
    }
}
