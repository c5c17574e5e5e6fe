package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.map.Area.Status;
import org.remapd.agent.twin.Seeds;

class DdrescueMapTest {

    /** In the form of the manual's example. */
    private static final String MAPFILE = """
            # Mapfile. Created by GNU ddrescue version 1.27
            # Command line: ddrescue -d -c18 /dev/fd0 fdimage mapfile
            # Start time:   2026-11-21 09:37:44
            # Current time: 2026-11-21 09:38:19
            # Copying non-tried blocks... Pass 1 (forwards)
            # current_pos  current_status  current_pass
            0x00120000     ?               1
            #      pos        size  status
            0x00000000  0x00117000  +
            0x00117000  0x00000200  -
            0x00117200  0x00001000  /
            0x00118200  0x00007E00  *
            0x00120000  0x00048000  ?
            """;

    private static final List<Area> AREAS = List.of(
            new Area(0, 0x117000, Status.FINISHED),
            new Area(0x117000, 0x200, Status.BAD),
            new Area(0x117200, 0x1000, Status.NON_SCRAPED),
            new Area(0x118200, 0x7E00, Status.NON_TRIMMED),
            new Area(0x120000, 0x48000, Status.NON_TRIED));

    private final DdrescueMap format = new DdrescueMap();

    @Test
    void everyBlockIsAnArea() throws MalformedListException {
        assertThat(Lists.parse(format, MAPFILE)).isEqualTo(AREAS);
    }

    @Test
    void beforeVersion122ThereWasNoPass() throws MalformedListException {
        assertThat(Lists.parse(format, MAPFILE.replace("?               1", "?")))
                .isEqualTo(AREAS);
    }

    @Test
    void whoEditsItMayUseDecimalAndOctalNumbersCommentsAndOtherEndsOfLines() throws MalformedListException {
        String edited = "0 + 1\r\n\r\n  0 512 +   # all is well here\r\n512\t01000\t-\r\n0X400 0 *\r\n1024 0x200 ?";
        assertThat(Lists.parse(format, edited))
                .containsExactly(
                        new Area(0, 512, Status.FINISHED),
                        new Area(512, 512, Status.BAD),
                        new Area(1024, 512, Status.NON_TRIED));
    }

    @Test
    void aRescueThatHasOnlyBegunHasNoBlocks() throws MalformedListException {
        assertThat(Lists.parse(format, "# comment\n0 ? 1\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only comments\n",
                "0x0 0x200 -\n",
                "0x0 x 1\n",
                "0x0 ? 0\n",
                "-1 ? 1\n",
                "hello\n",
                "0 ? 1 1\n"
            })
    void withoutAStatusLineItIsNone(String text) {
        assertThatThrownBy(() -> Lists.parse(format, text))
                .isInstanceOf(MalformedListException.class)
                .hasMessageContaining("expected the status line first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x0 0x200",
                "0x0 0x200 F",
                "0x0 0x200 --",
                "0x0 -1 ?",
                "0x0 0xZZ -",
                "09 512 -",
                "0x0 0x200 - -",
                "0x7FFFFFFFFFFFFFFF 1 -",
                "0xFFFFFFFFFFFFFFFF 1 -"
            })
    void whatIsNoBlockIsRefusedWithAnExample(String line) {
        assertThatThrownBy(() -> Lists.parse(format, "0 ? 1\n" + line))
                .isInstanceOf(MalformedListException.class)
                .hasMessage(
                        "\"" + line + "\" is not understood; expected a block, its position and its size in bytes and"
                                + " one of ? * / - +, as 0x00117000 0x00000200 -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x300 0x200 -", "0x100 0x200 -"})
    void blocksFollowEachOther(String line) {
        assertThatThrownBy(() -> Lists.parse(format, "0 ? 1\n0 0x200 +\n" + line))
                .isInstanceOf(MalformedListException.class)
                .hasMessageContaining("expected a block at 0x00000200");
    }

    @Test
    void ofALineThatIsNoTextLittleIsShown() {
        assertThatThrownBy(() -> Lists.parse(format, "\033[2J" + "x".repeat(1000)))
                .hasMessageStartingWith("\"?[2J" + "x".repeat(56) + "...\" is not understood");
    }

    @Test
    void isPrintedAsDdrescueDoes() {
        assertThat(Lists.print(format, AREAS, "Mapfile. Created by remapd 1.0"))
                .startsWith(
                        "# Mapfile. Created by remapd 1.0",
                        "# current_pos  current_status  current_pass",
                        "0x00000000     ?               1",
                        "#      pos        size  status",
                        "0x00000000  0x00117000  +",
                        "0x00117000  0x00000200  -")
                .hasSize(9);
    }

    @Test
    void whatIsPrintedIsReadAsItWas() {
        Seeds.each(200, random -> {
            List<Area> areas = contiguous(random);
            String text = String.join("\n", Lists.print(format, areas, "a comment", "# another"));
            assertThat(Lists.parse(format, text)).isEqualTo(areas);
        });
    }

    static List<Area> contiguous(Random random) {
        List<Status> statuses = List.of(Status.values());
        List<Area> areas = new ArrayList<>();
        long at = random.nextBoolean() ? 0 : random.nextLong(1L << 50);
        for (int i = random.nextInt(50); i >= 0; i--) {
            long size = 1 + random.nextLong(1L << (1 + random.nextInt(50)));
            areas.add(new Area(at, size, statuses.get(random.nextInt(statuses.size()))));
            at += size;
        }
        return areas;
    }
}
