package org.remapd.agent.sensor.scrub.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.twin.Seeds;

/** Hours of the week, by the clock on the wall. */
class WindowsTest {

    /** Its clocks go from 2:00 to 3:00 on 29 March 2026, a Sunday, and from 3:00 back to 2:00 on 25 October. */
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Windows windows(String... texts) {
        return new Windows(Stream.of(texts).map(Window::parse).toList());
    }

    private static ZonedDateTime at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN);
    }

    @Test
    void withoutWindowsItIsAlwaysOpen() {
        assertThat(Windows.ALWAYS.open(at("2026-11-21T12:00"))).isTrue();
        assertThat(Windows.ALWAYS.openBetween(at("2026-11-21T12:00"), at("2026-11-22T12:00")))
                .isEqualTo(Duration.ofDays(1));
    }

    /** 2026-11-20 is a Friday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon-Fri 22:00-06:00  | 2026-11-20T21:59:59 | false",
                "Mon-Fri 22:00-06:00  | 2026-11-20T22:00    | true",
                "Mon-Fri 22:00-06:00  | 2026-11-21T05:59:59 | true",
                "Mon-Fri 22:00-06:00  | 2026-11-21T06:00    | false",
                "Mon-Fri 22:00-06:00  | 2026-11-21T23:00    | false",
                "Mon-Fri 22:00-06:00  | 2026-11-23T03:00    | false",
                "Sat,Sun 00:00-24:00  | 2026-11-20T23:59:59 | false",
                "Sat,Sun 00:00-24:00  | 2026-11-21T00:00    | true",
                "Sat,Sun 00:00-24:00  | 2026-11-22T23:59:59 | true",
                "Sat,Sun 00:00-24:00  | 2026-11-23T00:00    | false",
                "22:00-06:00          | 2026-11-22T03:00    | true",
                "22:00-00:00          | 2026-11-22T23:59    | true",
                "22:00-00:00          | 2026-11-22T00:00    | false",
                "Sat-Mon 09:00-17:00  | 2026-11-23T12:00    | true",
                "Sat-Mon 09:00-17:00  | 2026-11-24T12:00    | false",
                "fri 09:00-17:00      | 2026-11-20T12:00    | true",
                "Mon,Wed-Fri 09:00-17:00 | 2026-11-24T12:00 | false",
                "Mon,Wed-Fri 09:00-17:00 | 2026-11-26T12:00 | true"
            })
    void itIsOpenFromItsBeginningOnAndNotAtItsEnd(String window, String time, boolean open) {
        assertThat(windows(window).open(at(time))).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "always",
                "Mon-Fri",
                "22:00",
                "22-06",
                "22:00-22:00",
                "24:00-06:00",
                "22:00-24:01",
                "22:60-23:00",
                "29:00-06:00",
                "Mon--Fri 22:00-06:00",
                "Mon, 22:00-06:00",
                "Mo 22:00-06:00",
                "Mon-Fri  22:00-06:00",
                "Mon-Fri 22:00-06:00 UTC"
            })
    void anythingElseIsNoWindow(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Window.parse(text))
                .withMessage("no window; expected days, if not all, and hours,"
                        + " such as \"Mon-Fri 22:00-06:00\", \"Sat,Sun 00:00-24:00\" or \"22:00-06:00\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon-fri 22:00-06:00     | Mon-Fri 22:00-06:00",
                "Sun,Sat 00:00-24:00     | Sat,Sun 00:00-24:00",
                "Sat-Mon 09:00-17:30     | Mon,Sat,Sun 09:00-17:30",
                "Mon,Wed-Fri 09:00-17:00 | Mon,Wed-Fri 09:00-17:00",
                "Fri 22:00-00:00         | Fri 22:00-24:00",
                "Mon-Sun 00:05-00:00     | 00:05-24:00"
            })
    void itSaysItselfAsItIsRead(String read, String said) {
        assertThat(Window.parse(read)).hasToString(said);
        assertThat(Window.parse(said)).isEqualTo(Window.parse(read));
    }

    @Test
    void aNightIsAsLongAsTheClocksMakeIt() {
        Windows nights = windows("22:00-06:00");
        assertThat(nights.openBetween(at("2026-03-27T12:00"), at("2026-03-28T12:00")))
                .isEqualTo(Duration.ofHours(8));
        assertThat(nights.openBetween(at("2026-03-28T12:00"), at("2026-03-29T12:00")))
                .isEqualTo(Duration.ofHours(7));
        assertThat(nights.openBetween(at("2026-10-24T12:00"), at("2026-10-25T12:00")))
                .isEqualTo(Duration.ofHours(9));
    }

    @Test
    void anHourThatTheClocksLeaveOutIsNoHour() {
        ZonedDateTime change = at("2026-03-29T03:00");
        assertThat(windows("02:00-03:00").openBetween(at("2026-03-29T00:00"), at("2026-03-29T12:00")))
                .isZero();
        assertThat(windows("02:30-05:00").open(change)).isTrue();
        assertThat(windows("02:30-05:00").open(change.minusNanos(1))).isFalse();
    }

    @Test
    void anHourThatTheClocksShowTwiceIsTwoHours() {
        assertThat(windows("02:00-03:00").openBetween(at("2026-10-25T00:00"), at("2026-10-25T12:00")))
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whereWindowsOverlapTimeIsCountedOnce() {
        assertThat(windows("Sat 00:00-24:00", "22:00-06:00", "Sat 08:00-09:00")
                        .openBetween(at("2026-11-20T12:00"), at("2026-11-22T12:00")))
                .isEqualTo(Duration.ofHours(32));
    }

    @Test
    void theTimeBetweenIsTheSumOfItsOpenMoments() {
        Seeds.each(50, random -> {
            Windows windows = new Windows(Stream.generate(() -> any(random))
                    .limit(1 + random.nextInt(3))
                    .toList());
            ZonedDateTime begin = at("2026-10-20T00:00").plusMinutes(random.nextInt(5000));
            ZonedDateTime end = begin.plusMinutes(random.nextInt(8000));
            long open = 0;
            for (ZonedDateTime time = begin; time.isBefore(end); time = time.plusMinutes(1)) {
                open += windows.open(time) ? 1 : 0;
            }
            assertThat(windows.openBetween(begin, end).toMinutes())
                    .as("%s from %s until %s", windows, begin, end)
                    .isEqualTo(open);
        });
    }

    private static Window any(Random random) {
        List<String> days = new ArrayList<>(List.of("", "Mon-Fri ", "Sat,Sun ", "Sun ", "Wed-Mon "));
        int from = random.nextInt(24 * 60);
        int until = (from + 1 + random.nextInt(24 * 60 - 1)) % (24 * 60);
        return Window.parse("%s%02d:%02d-%02d:%02d"
                .formatted(days.get(random.nextInt(days.size())), from / 60, from % 60, until / 60, until % 60));
    }
}
