package org.remapd.agent.sensor.blocktrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.sensor.blocktrace.TraceLine.Operation;
import org.remapd.agent.twin.Seeds;

class TraceLineTest {

    private static final String HEAD = "    kworker/0:1H-38      [000] .....     8.480387: block_rq_error: ";

    @Test
    void aReadThatFailedAsLinux6_1SaysIt() {
        assertThat(TraceLine.parse(HEAD + "8,16 RS () 2400 + 8 [-61]"))
                .contains(new TraceLine("8:16", Operation.READ, 2400, 8, 61));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none,0,0", "be,0,4", "rt,7,7", "idle,0,0", "0x5,1023,7"})
    void since6_11ItsPriorityIsSaidToo(String priority) {
        assertThat(TraceLine.parse(HEAD + "259,0 RA () 8192 + 256 " + priority + " [-5]"))
                .contains(new TraceLine("259:0", Operation.READ, 8192, 256, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "R, READ",
        "RA, READ",
        "RSM, READ",
        "W, WRITE",
        "WFS, WRITE",
        "WSM, WRITE",
        "FWFSM, WRITE",
        "FF, OTHER",
        "F, OTHER",
        "FN, OTHER",
        "D, OTHER",
        "DE, OTHER",
        "N, OTHER",
        "ZR, OTHER"
    })
    void onlyReadsAndWritesAreOfSectors(String rwbs, Operation operation) {
        assertThat(TraceLine.parse(HEAD + "8,0 " + rwbs + " () 0 + 8 [-5]"))
                .map(TraceLine::operation)
                .contains(operation);
    }

    @Test
    void theTaskMayBeCalledAnything() {
        assertThat(TraceLine.parse(
                        "  8,0 R () 1 + 1 [-5]: block_rq-7 [001] d.h2. 218.6: block_rq_error: 8,0 W () 9 + 2 [-5]"))
                .contains(new TraceLine("8:0", Operation.WRITE, 9, 2, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8,16 RS () 2400 + 8 [0]",
                "8,16 RS () 2400 + 8 [61]",
                "8,16 RS () 2400 + 8",
                "8,16 RS () 2400 + 8 [-61",
                "8,16 RS () 2400 + 8 [-61] and more",
                "8,16 RS () -2400 + 8 [-61]",
                "8,16 RS () 2400 + -8 [-61]",
                "8,16 RS () 99999999999999999999 + 8 [-61]",
                "8,16 RS () 2400 + 99999999999 [-61]",
                "8,16 RS () 2400 + 8 [-6100000]",
                "8:16 RS () 2400 + 8 [-61]",
                "-8,16 RS () 2400 + 8 [-61]",
                "8,99999999999 RS () 2400 + 8 [-61]",
                "8,16 () 2400 + 8 [-61]",
                "dev=0x800010 sector=2400 nr_sector=8 error=-61 rwbs=RS cmd=",
                ""
            })
    void whatIsNotAsItShouldBeIsNone(String rest) {
        assertThat(TraceLine.parse(HEAD + rest)).isEmpty();
        assertThat(TraceLine.isOne(HEAD + rest)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "   dd-1 [000] ..... 8.4: block_rq_complete: 8,16 RS () 2400 + 8 [-61]",
                "   dd-1 [000] ..... 8.4: block_rq_requeue: 8,16 RS () 2400 + 8 [-61]",
                "CPU:0 [LOST 720 EVENTS]",
                "##### CPU 1 buffer started ####",
                "# tracer: nop",
                ""
            })
    void otherLinesAreNone(String line) {
        assertThat(TraceLine.parse(line)).isEmpty();
        assertThat(TraceLine.isOne(line)).isFalse();
    }

    @Test
    void numbersAreAsLargeAsTheirFieldsCanHold() {
        assertThat(TraceLine.parse(HEAD + "4095,1048575 R () 999999999999999999 + 4294967295 [-4095]"))
                .contains(
                        new TraceLine("4095:1048575", Operation.READ, 999_999_999_999_999_999L, 4_294_967_295L, 4095));
    }

    @Test
    void whateverIsChangedInALineNothingIsThrown() {
        Seeds.once(random -> {
            for (int line = 0; line < 20_000; line++) {
                assertThat(TraceLine.parse(garbled(HEAD + "8,16 RS () 2400 + 8 be,0,4 [-61]", random)))
                        .satisfiesAnyOf(
                                parsed -> assertThat(parsed).isEmpty(),
                                parsed ->
                                        assertThat(parsed.orElseThrow().count()).isNotNegative());
            }
        });
    }

    private static String garbled(String line, Random random) {
        StringBuilder garbled = new StringBuilder(line);
        for (int change = random.nextInt(4); change >= 0; change--) {
            garbled.setCharAt(HEAD.length() + random.nextInt(20), (char) (' ' + random.nextInt(95)));
        }
        return garbled.toString();
    }
}
