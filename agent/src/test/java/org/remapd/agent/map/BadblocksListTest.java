package org.remapd.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.map.Area.Status;
import org.remapd.agent.twin.Seeds;

class BadblocksListTest {

    private final BadblocksList format = new BadblocksList(BadblocksList.DEFAULT_BLOCK_BYTES);

    @Test
    void aLineIsABlock() throws MalformedListException {
        assertThat(Lists.parse(format, "100\n101\n7\n"))
                .containsExactly(
                        new Area(102_400, 1024, Status.BAD),
                        new Area(103_424, 1024, Status.BAD),
                        new Area(7168, 1024, Status.BAD));
    }

    @Test
    void howLongABlockIsWhoeverReadsItMustKnow() throws MalformedListException {
        assertThat(Lists.parse(new BadblocksList(4096), "1")).containsExactly(new Area(4096, 4096, Status.BAD));
        assertThatThrownBy(() -> new BadblocksList(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BadblocksList(1000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void byHandItMayHaveRangesAndComments() throws MalformedListException {
        assertThat(Lists.parse(new BadblocksList(512), "# from a log\n\n 2400+8 # one physical block\r\n"))
                .containsExactly(new Area(2400 * 512, 8 * 512, Status.BAD));
    }

    @Test
    void aHealthyDiskHasAnEmptyList() throws MalformedListException {
        assertThat(Lists.parse(format, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-1",
                "1 2",
                "1+",
                "+8",
                "2400+0",
                "2400+-8",
                "0x10",
                "9007199254740992",
                "1+9223372036854775807"
            })
    void whatIsNoBlockIsRefused(String line) {
        assertThatThrownBy(() -> Lists.parse(format, line))
                .isInstanceOf(MalformedListException.class)
                .hasMessage("\"" + line + "\" is not understood; expected the number of a block, or a range as 2400+8");
    }

    @Test
    void ofABlockThatIsBadInPartsTheNumberIsPrintedOnce() {
        List<Area> areas = List.of(
                new Area(0, 1536, Status.FINISHED),
                new Area(1536, 512, Status.BAD),
                new Area(2048, 100, Status.NON_SCRAPED),
                new Area(2148, 100, Status.FINISHED),
                new Area(2248, 2000, Status.NON_TRIMMED),
                new Area(4248, 8000, Status.NON_TRIED));
        assertThat(Lists.print(format, areas, "a comment")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void whatIsPrintedIsReadAsTheBlocksThatFailed() {
        Seeds.each(200, random -> {
            BadblocksList some = new BadblocksList(512 << random.nextInt(4));
            long block = Lists.parse(some, "1").get(0).size();
            List<Area> areas = DdrescueMapTest.contiguous(random).stream()
                    .map(area -> new Area(area.position() % 100_000, 1 + area.size() % 5000, area.status()))
                    .sorted((one, two) -> Long.compare(one.position(), two.position()))
                    .toList();
            TreeSet<Long> failed = new TreeSet<>();
            areas.stream()
                    .filter(area -> area.status().failed())
                    .flatMapToLong(area -> LongStream.rangeClosed(area.position() / block, (area.end() - 1) / block))
                    .forEach(failed::add);

            assertThat(Lists.parse(some, String.join("\n", Lists.print(some, areas))))
                    .extracting(area -> area.position() / block)
                    .containsExactlyElementsOf(failed);
        });
    }
}
