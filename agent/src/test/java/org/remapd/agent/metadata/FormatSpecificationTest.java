package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables in the package's description, compared with the offsets that the code uses; the golden images hold the bytes. */
class FormatSpecificationTest {

    private static final Pattern ROW = Pattern.compile(" \\* +(\\d+) +(?:(\\d+)x)?(\\d+)  (\\S.*)");

    private record Field(int offset, int bytes, String what) {}

    private final List<Field> fields = new ArrayList<>();

    FormatSpecificationTest() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/main/java/org/remapd/agent/metadata/package-info.java"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                int times = row.group(2) == null ? 1 : Integer.parseInt(row.group(2));
                fields.add(new Field(
                        Integer.parseInt(row.group(1)), times * Integer.parseInt(row.group(3)), row.group(4)));
            }
        }
    }

    @Test
    void noTableHasFieldsOnTopOfEachOther() {
        assertThat(fields).hasSizeGreaterThan(40);
        for (int row = 1; row < fields.size(); row++) {
            if (fields.get(row).offset() > 0) {
                assertThat(fields.get(row).offset())
                        .as(fields.get(row).what())
                        .isGreaterThanOrEqualTo(fields.get(row - 1).offset()
                                + fields.get(row - 1).bytes());
            }
        }
    }

    @Test
    void aBlockHasItsFieldsWhereTheTableSays() {
        assertField("magic", 0, 8);
        assertField("format version, " + Block.VERSION, Block.AT_VERSION, 4);
        assertField("CRC32C", Block.AT_CHECKSUM, 4);
        assertField("sequence", Block.AT_SEQUENCE, 8);
        assertField("UUID", Block.AT_DEVICE, 16);
        assertField("sector at which", Block.AT_LOCATION, 8);
        assertField("member on which", Block.AT_MEMBER, 2);
        assertField("kind: 0 superblock", Block.AT_KIND, 1);
        assertField("copy, counted", Block.AT_COPY, 1);
        assertField("page number", Block.AT_NUMBER, 4);
        assertField("body", Block.HEADER_BYTES, Block.BODY_BYTES);
        assertField("sequence again", Block.AT_TRAILER, 8);
    }

    @Test
    void aSuperblockHasItsFieldsWhereTheTableSays() {
        assertField("time of creation", SuperblockCodec.AT_CREATED, 8);
        assertField("sectors of a unit", SuperblockCodec.AT_UNIT, 4);
        assertField("pages that each area", SuperblockCodec.AT_PAGES, 4);
        assertField("members, 1", SuperblockCodec.AT_MEMBERS, 4);
        assertField("copies, 2", SuperblockCodec.AT_COPIES, 4);
        assertField("runs of spares, 1", SuperblockCodec.AT_RUNS, 4);
        assertField("data: first", SuperblockCodec.AT_DATA, 8);
        assertField("data: sectors", SuperblockCodec.AT_DATA + 8, 8);
        assertField("name of the device", SuperblockCodec.AT_NAME, Superblock.NAME_BYTES);
        assertField("members", SuperblockCodec.AT_MEMBER, 8 * SuperblockCodec.MEMBER_BYTES);
        assertField("copies", SuperblockCodec.AT_COPY, 8 * SuperblockCodec.COPY_BYTES);
        assertField("runs of spares, numbered", SuperblockCodec.AT_RUN, 8 * SuperblockCodec.RUN_BYTES);
        assertField("for each copy 32", SuperblockCodec.AT_MOVED, 8 * CopyArea.RESERVE * SuperblockCodec.MOVED_BYTES);
    }

    @Test
    void theNoteHasItsFieldsWhereTheTableSays() {
        assertField("the scrub under way", NotePage.AT_STARTED, 8);
        assertField("the sector of member 0", NotePage.AT_POSITION, 8);
        assertField("the last that came", NotePage.AT_LAST_STARTED, 8);
        assertField("when it ended", NotePage.AT_LAST_ENDED, 8);
        assertThat(HistoryPage.AT_FIRST).isEqualTo(3968);
        assertThat(List.of(FaultsPage.ROOM, HistoryPage.ROOM, SparesPage.SPARES))
                .containsExactly(62, 62, 251);
        assertThat(List.of(PageNumber.FIRST_FAULTS, PageNumber.FIRST_HISTORY, PageNumber.FIRST_SPARES))
                .containsExactly(1, 17, 33);
    }

    private void assertField(String begin, int offset, int bytes) {
        assertThat(fields)
                .as("%s at %d, %d bytes", begin, offset, bytes)
                .anyMatch(
                        field -> field.what().startsWith(begin) && field.offset() == offset && field.bytes() == bytes);
    }
}
