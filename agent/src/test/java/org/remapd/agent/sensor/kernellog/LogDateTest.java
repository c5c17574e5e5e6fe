package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dates that logs begin their lines with. */
class LogDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Apr 16 07:07:38 host|2000-04-16T07:07:38| host",
                "Apr  6 07:07:38 host|2000-04-06T07:07:38| host",
                "Apr 16 2023 07:07:38 host|2023-04-16T07:07:38| host",
                "Apr 16 1000 07:07:38 host|1000-04-16T07:07:38| host",
                "Dec 31 23:59:60 host|2001-01-01T00:00:00| host",
                "Jan 1 00:00:00 host|2000-01-01T00:00:00| host",
                "Apr 16 07:07:38.1234567 host|2000-04-16T07:07:38.123456| host",
                "Apr 16 07:07:38. host|2000-04-16T07:07:38|. host",
                "Jul 3 22:06 text|2000-07-03T22:06:00| text",
                "Jul13 22:06 text|2000-07-13T22:06:00| text",
                "2023-11-11T06:30:30.786134+05:30 host|2023-11-11T06:30:30.786134| host",
                "2023-11-11T06:30:30-0800 host|2023-11-11T06:30:30| host",
                "2023-11-11T06:30:30Z host|2023-11-11T06:30:30| host",
                "2023-12-31 06:30:30,5 text|2023-12-31T06:30:30.5| text",
                "Tue 2023-11-11 06:30:30 IST host|2023-11-11T06:30:30| host",
                "Tue Oct 27 08:51:30 2020] text|2020-10-27T08:51:30|] text",
                "Okt 27 08:51:30 host|2000-01-27T08:51:30| host",
                "Okt 1 08:51:30 host|2000-01-01T08:51:30| host",
                "Di Okt 27 08:51:30 2020] text|2020-01-27T08:51:30|] text",
                "1699666230.786134 host|2023-11-11T01:30:30.786134| host",
                "100000000.5 host|1973-03-03T09:46:40.5| host",
                "2147483647.0 host|2038-01-19T03:14:07| host",
            })
    void aDateIsReadAndWhatFollowsIsLeft(String line, LocalDateTime date, String rest) {
        Cursor c = new Cursor(line);
        long micros = LogDate.scan(c);
        assertThat(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS))
                .isEqualTo(date);
        assertThat(c.rest()).isEqualTo(rest);
    }

    /** Behind the time of ctime there is the year; behind that of syslog the host, which may be called by a number. */
    @ParameterizedTest
    @CsvSource({"1969, 2000", "1970, 1970", "2999, 2999", "3000, 2000"})
    void aNumberBehindTheTimeIsAYearIfItMayBeOne(long number, int year) {
        Cursor c = new Cursor("Apr 16 07:07:38 " + number + " text");
        long micros = LogDate.scan(c);
        assertThat(LocalDateTime.ofEpochSecond(micros / 1_000_000, 0, ZoneOffset.UTC))
                .isEqualTo(LocalDateTime.of(year, 4, 16, 7, 7, 38));
        assertThat(c.rest()).isEqualTo(number == year ? " text" : " " + number + " text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " Apr 16 07:07:38 host",
                "Apr 0 07:07:38 host",
                "Apr 32 07:07:38 host",
                "Apr 16 999 07:07:38 host",
                "Apr 16 text",
                "Apr 16 24:00:00 host",
                "Apr 16 23:60:00 host",
                "Apr 16 23:59:61 host",
                "Apr 16 23 host",
                "2023-00-11T06:30:30 host",
                "2023-13-11T06:30:30 host",
                "2023-11-00T06:30:30 host",
                "2023-11-32T06:30:30 host",
                "10000-11-11T06:30:30 host",
                "2023-11 host",
                "2023-11-11X06:30:30 host",
                "1699666230 host",
                "99999999.5 host",
                "2147483648.0 host",
                "Gargantua 27 08:51:30 host",
                "O-t 27 08:51:30 host",
                "a b Okt 27 08:51:30 host",
            })
    void whatIsNoDateIsLeftAsItIs(String line) {
        Cursor c = new Cursor(line);
        assertThat(LogDate.scan(c)).isEqualTo(Stamp.UNKNOWN);
        assertThat(c.position()).isZero();
    }
}
