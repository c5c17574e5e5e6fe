package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;

/**
 * What is written lies where the tables in the package's description say, and has the size that they say: an offset that is
 * changed in either of them fails.
 */
class FormatSpecificationTest {

    private static final Pattern ROW = Pattern.compile("(?<= )(\\d+) +(?:(\\d+)x)?(\\d+)  (\\S(?:.*?\\S)?)(?= {3,}|$)");

    /** Of tables that stand side by side. */
    private static final int COLUMN = 31;

    private static final Instant WHEN = Instant.ofEpochSecond(0x12345678);
    private static final Instant THEN = Instant.ofEpochSecond(0x23456789);

    /** A row; {@code times} it stands in a row itself. */
    private record Field(int offset, int times, int bytes, String what) {}

    private final String text;
    private final List<List<Field>> tables = new ArrayList<>();
    private final List<Field> block;
    private final List<Field> superblock;
    private final List<Field> member;
    private final List<Field> copy;
    private final List<Field> run;
    private final List<Field> note;
    private final List<Field> finished;
    private final List<Field> behind;
    private final List<Field> fault;
    private final List<Field> event;
    private final List<Field> spare;

    FormatSpecificationTest() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/java/org/remapd/agent/metadata/package-info.java"));
        text = lines.stream().map(line -> line.replaceFirst("^ \\* ?", "")).collect(Collectors.joining(" "));
        boolean within = false;
        for (String line : lines) {
            if (line.contains("<pre>")) {
                tables.addAll(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                within = true;
            }
            within &= !line.contains("</pre>");
            Matcher row = ROW.matcher(within ? line : "");
            while (row.find()) {
                int times = row.group(2) == null ? 1 : Integer.parseInt(row.group(2));
                tables.get(tables.size() - 3 + row.start() / COLUMN)
                        .add(new Field(
                                Integer.parseInt(row.group(1)), times, Integer.parseInt(row.group(3)), row.group(4)));
            }
        }
        tables.removeIf(List::isEmpty);
        assertThat(tables).as("tables").hasSize(11);
        block = tables.get(0);
        superblock = tables.get(1);
        member = tables.get(2);
        copy = tables.get(3);
        run = tables.get(4);
        note = tables.get(5);
        finished = tables.get(6);
        behind = tables.get(7);
        fault = tables.get(8);
        event = tables.get(9);
        spare = tables.get(10);
    }

    @Test
    void noTableHasFieldsOnTopOfEachOther() {
        for (List<Field> table : tables) {
            int end = 0;
            for (Field field : table) {
                assertThat(field.offset()).as(field.what()).isGreaterThanOrEqualTo(end);
                end = field.offset() + field.times() * field.bytes();
            }
        }
    }

    @Test
    void aBlockIsAsItsTableSays() {
        UUID device = new UUID(0x0102030405060708L, 0x090A0B0C0D0E0F10L);
        byte[] body = new byte[4024];
        Arrays.fill(body, (byte) 0x5A);
        long sequence = 0x1122334455667788L;
        Location at = new Location(0x1234, new DiskSector(0x0123456789ABCDE8L));
        byte[] written = new Block(device, Block.Kind.HISTORY, 200, 0x12345678, sequence, body).encode(at);
        byte[] checksum = Arrays.copyOfRange(written, 12, 16);
        assertSays(
                block,
                written,
                0,
                "REMAPD\0\0".getBytes(StandardCharsets.US_ASCII),
                number(4, 1),
                checksum,
                number(8, sequence),
                ByteBuffer.allocate(16)
                        .putLong(device.getMostSignificantBits())
                        .putLong(device.getLeastSignificantBits())
                        .array(),
                number(8, at.sector().number()),
                number(2, 0x1234),
                number(1, 3),
                number(1, 200),
                number(4, 0x12345678),
                body,
                number(8, sequence));
        assertThat(written).hasSize(4096);
        CRC32C crc = new CRC32C();
        byte[] without = written.clone();
        Arrays.fill(without, 12, 16, (byte) 0);
        crc.update(without);
        assertThat(checksum).isEqualTo(number(4, crc.getValue()));
    }

    @Test
    void everyKindOfBlockHasTheNumberThatTheTableSays() {
        for (Block.Kind kind : Block.Kind.values()) {
            byte[] written =
                    new Block(States.DEVICE, kind, 0, 0, 1, new byte[4024]).encode(new Location(0, new DiskSector(8)));
            Field field = block.get(7);
            assertThat(field.what()).contains(written[field.offset()] + " " + word(kind));
        }
    }

    @Test
    void aSuperblockWithItsMembersCopiesAndRunsIsAsTheTablesSay() {
        Geometry geometry = new Geometry(
                List.of(
                        new Geometry.Member(1L << 58, false, "ata-one"),
                        new Geometry.Member(1L << 59, false, "x".repeat(112)),
                        new Geometry.Member(1L << 60, true, "usb-three")),
                List.of(
                        new CopyArea(0, new DiskSector(1L << 47), new DiskSector(1L << 48)),
                        new CopyArea(1, new DiskSector(1L << 49), new DiskSector(1L << 50))),
                SectorRange.of(1L << 54, 1L << 55),
                List.of(
                        new Extent(1, SectorRange.of(1L << 56, 8 * 300)),
                        new Extent(2, SectorRange.of(1L << 57, 8 * 500))),
                8,
                40);
        Superblock written =
                Superblock.fresh(States.DEVICE, "n".repeat(128), WHEN, geometry).moving(1, 35, 1);
        byte[] body = written.moving(1, 34, 0).body();
        assertThat(body).hasSize(4024);
        assertSays(
                superblock.subList(0, 9),
                body,
                0,
                number(8, WHEN.getEpochSecond()),
                number(4, 8),
                number(4, 40),
                number(4, 3),
                number(4, 2),
                number(4, 2),
                number(8, 1L << 54),
                number(8, 1L << 55),
                text(128, "n".repeat(128)));
        assertSays(member, body, entry(9, 0), number(8, 1L << 58), number(8, 0), text(112, "ata-one"));
        assertSays(member, body, entry(9, 1), number(8, 1L << 59), number(8, 0), text(112, "x".repeat(112)));
        assertSays(member, body, entry(9, 2), number(8, 1L << 60), number(8, 1), text(112, "usb-three"));
        assertSays(copy, body, entry(10, 0), number(8, 0), number(8, 1L << 47), number(8, 1L << 48));
        assertSays(copy, body, entry(10, 1), number(8, 1), number(8, 1L << 49), number(8, 1L << 50));
        assertSays(run, body, entry(11, 0), number(8, 1), number(8, 1L << 56), number(8, 8 * 300));
        assertSays(run, body, entry(11, 1), number(8, 2), number(8, 1L << 57), number(8, 8 * 500));
        Field moved = new Field(0, 1, 4, "a place that went bad");
        assertSays(List.of(moved), body, entry(12, 0), number(4, 0));
        assertSays(List.of(moved), body, entry(12, 1), number(4, 40 + 35 + 1));
        assertSays(List.of(moved), body, entry(12, 1) + 4, number(4, 34 + 1));
        assertThat(superblock.subList(9, 13)).extracting(Field::times).containsOnly(8);
        assertThat(superblock.get(12).bytes()).isEqualTo(CopyArea.RESERVE * 4);
    }

    /** Where in the body of a superblock the nth of a row of entries begins. */
    private int entry(int row, int number) {
        return superblock.get(row).offset() + number * superblock.get(row).bytes();
    }

    @Test
    void theNoteIsAsItsTableSays() {
        ScrubNote.Finished last = new ScrubNote.Finished(THEN, Instant.ofEpochSecond(0x3456789A), 1L << 62, 1L << 53);
        ScrubNote.Finished before = new ScrubNote.Finished(WHEN, THEN, 1L << 59, 1L << 52);
        ScrubCheckpoint at = new ScrubCheckpoint(
                new DiskSector(1L << 60), List.of(SectorRange.of(1L << 40, 1L << 39), SectorRange.of(1L << 50, 77)));
        ScrubNote.Underway now = new ScrubNote.Underway(WHEN, at, 1L << 61, Duration.ofMillis(0x123456789AL), true);
        byte[] body = new NotePage(new ScrubNote(Optional.of(now), List.of(last, before))).body();
        assertSays(
                List.of(note.get(0), note.get(1), note.get(2), note.get(4), note.get(5)),
                body,
                0,
                number(8, WHEN.getEpochSecond()),
                number(8, 1L << 60),
                number(8, 1L << 61),
                number(8, 0x123456789AL),
                number(8, 1));
        assertSays(
                finished,
                body,
                noted(3, 0),
                seconds(last.started()),
                seconds(last.ended()),
                number(8, 1L << 62),
                number(8, 1L << 53));
        assertSays(
                finished,
                body,
                noted(3, 1),
                seconds(before.started()),
                seconds(before.ended()),
                number(8, 1L << 59),
                number(8, 1L << 52));
        assertSays(behind, body, noted(6, 0), number(8, 1L << 40), number(8, 1L << 39));
        assertSays(behind, body, noted(6, 1), number(8, 1L << 50), number(8, 77));
        assertThat(note.get(3).times()).isEqualTo(ScrubNote.KEPT);
        assertThat(note.get(6).times()).isEqualTo(ScrubCheckpoint.ROOM);
        assertThat(text).contains("Page " + PageNumber.NOTE + ", the note");
    }

    /** Where in the body of the note the nth of a row of entries begins. */
    private int noted(int row, int number) {
        return note.get(row).offset() + number * note.get(row).bytes();
    }

    private static byte[] seconds(Instant when) {
        return number(8, when.getEpochSecond());
    }

    @Test
    void openFaultsAreAsTheirTableSays() {
        MappedSector unit = new MappedSector(0x0123456789ABCDE8L);
        LostSectors lost = LostSectors.ofMask(0x8000_0000_0000_0001L);
        OpenFault some = new OpenFault(new MappedSector(8), LostSectors.none(), 1, THEN, "scrub");
        OpenFault full = new OpenFault(unit, lost, 0x12345678, WHEN, "w".repeat(32));
        byte[] body = new FaultsPage(List.of(some, full)).body();
        assertSays(
                fault,
                body,
                size(fault),
                number(8, unit.number()),
                number(8, lost.toMask()),
                number(8, WHEN.getEpochSecond()),
                number(4, 0x12345678),
                number(4, 1),
                text(32, "w".repeat(32)));
        assertThat(text)
                .contains("Pages " + PageNumber.FIRST_FAULTS + " to " + (PageNumber.FIRST_HISTORY - 1)
                        + ", open faults, " + FaultsPage.ROOM + " of them each");
        assertThat(new FaultsPage(List.of()).body()).containsOnly(0);
    }

    @Test
    void historyIsAsItsTableSays() {
        MappedSector unit = new MappedSector(0x0123456789ABCDE8L);
        DiskSector where = new DiskSector(0x123456789ABCDEF8L);
        LostSectors lost = LostSectors.ofMask(0x8000_0000_0000_0001L);
        Event some = new Event(THEN, new MappedSector(8), new DiskSector(8), Fate.HEALTHY_NOW, LostSectors.none(), "x");
        Event full = new Event(WHEN, unit, where, Fate.POISONED, lost, "w".repeat(31));
        byte[] body = new HistoryPage(1L << 47, List.of(some, full)).body();
        assertSays(
                event,
                body,
                size(event),
                number(8, WHEN.getEpochSecond()),
                number(8, unit.number()),
                number(8, where.number()),
                number(8, lost.toMask()),
                number(1, 4),
                text(31, "w".repeat(31)));
        assertThat(text)
                .contains("Pages " + PageNumber.FIRST_HISTORY + " to " + (PageNumber.FIRST_SPARES - 1) + ", history, "
                        + HistoryPage.ROOM + " events each")
                .contains("Behind the events, at " + HistoryPage.ROOM * size(event) + ", 8 bytes say");
        assertSays(
                List.of(new Field(0, 1, 8, "events before")),
                body,
                HistoryPage.ROOM * size(event),
                number(8, 1L << 47));
    }

    @Test
    void everyEndOfAFaultHasTheNumberThatTheTableSays() {
        for (Fate fate : Fate.values()) {
            Event ended = new Event(WHEN, new MappedSector(8), new DiskSector(8), fate, LostSectors.none(), "x");
            Field end = event.get(4);
            byte number = new HistoryPage(0, List.of(ended)).body()[end.offset()];
            assertThat(end.what()).contains(number + " " + word(fate));
        }
    }

    @Test
    void sparesAreAsTheirTableSays() {
        MappedSector unit = new MappedSector(0x1234_5678_9AB8L);
        LostSectors poison = LostSectors.ofMask(0x8000_0000_0000_0001L);
        SpareRecord.Claim claim = new SpareRecord.Claim(unit, 250, poison);
        byte[] body = SparesPage.EMPTY
                .with(Map.of(
                        0, new SpareRecord.Retired(),
                        1, new SpareRecord.Prepared(claim),
                        250, new SpareRecord.Committed(claim)))
                .body();
        assertSays(spare, body, 0, number(6, 0), number(1, 3), number(1, 0), number(8, 0));
        assertSays(
                spare,
                body,
                size(spare),
                number(6, unit.number()),
                number(1, 1),
                number(1, 250),
                number(8, poison.toMask()));
        assertSays(
                spare,
                body,
                250 * size(spare),
                number(6, unit.number()),
                number(1, 2),
                number(1, 250),
                number(8, poison.toMask()));
        assertThat(spare.get(1).what()).isEqualTo("1 prepared, 2 committed, 3 retired");
        assertThat(text)
                .contains("Pages from " + PageNumber.FIRST_SPARES + " on, " + SparesPage.SPARES + " spares each");
        assertThat(PageNumber.ofSpare(new Spare(251))).isEqualTo(34);
    }

    @Test
    void aPlaceOfACopyIsWhereTheTextSays() {
        assertThat(text)
                .contains("the four places of its superblock in a row")
                .contains("then the second places, then 32 places in reserve")
                .contains("at sector 8 of a member; at the sector 2040 before its end, rounded down to a multiple of 8")
                .contains("at 8 sectors behind the sector 2<sup>k</sup> MiB before the end, k from 1 to 24");
        Superblock fresh = States.fresh(100_000, 8, 300);
        CopyArea area = fresh.geometry().copies().get(1);
        assertThat(area.superblock(3).sector()).isEqualTo(area.superblock().plus(3 * 8));
        assertThat(fresh.place(1, 34, 1).sector())
                .isEqualTo(area.area().plus((fresh.geometry().pages() + 34) * 8L));
        assertThat(fresh.moving(1, 34, 1).place(1, 34, 1).sector())
                .isEqualTo(area.area().plus(2L * fresh.geometry().pages() * 8));
        assertThat(area.area(40).range().count()).isEqualTo((2 * 40 + 32) * 8);
        long sectors = (1L << 40) + 5;
        assertThat(Layout.superblocks(sectors).boxed())
                .containsExactlyInAnyOrderElementsOf(LongStream.concat(
                                LongStream.of(8, (sectors - 2040) / 8 * 8),
                                LongStream.rangeClosed(1, 24).map(k -> sectors / 8 * 8 - (2048L << k) + 8))
                        .boxed()
                        .toList());
    }

    /** Each field of a table, in its order, holds these bytes. */
    private static void assertSays(List<Field> table, byte[] from, int begin, byte[]... expected) {
        assertThat(table).as("fields").hasSize(expected.length);
        for (int row = 0; row < expected.length; row++) {
            Field field = table.get(row);
            int at = begin + field.offset();
            assertThat(Arrays.copyOfRange(from, at, at + field.times() * field.bytes()))
                    .as("%s, at %d", field.what(), at)
                    .isEqualTo(expected[row]);
        }
    }

    /** Of one entry, from the beginning to the end of its last field. */
    private static int size(List<Field> table) {
        Field last = table.get(table.size() - 1);
        return last.offset() + last.times() * last.bytes();
    }

    private static byte[] number(int bytes, long value) {
        byte[] all = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return Arrays.copyOf(all, bytes);
    }

    private static byte[] text(int bytes, String value) {
        return Arrays.copyOf(value.getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
