package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;

/** The tables in the package's description, compared with the bytes that are written. */
class FormatSpecificationTest {

    private static final Pattern ROW = Pattern.compile(" \\* +(\\d+) +(\\d+|32 n)  (\\S.*)");

    private record Field(int offset, String bytes, String what) {
        int end() {
            return offset + Integer.parseInt(bytes);
        }
    }

    private static final Metadata STATE = States.fresh(100_000, 8, 10)
            .with(new MappedSector(800), new UnitRecord.Mapped(new Spare(3)))
            .with(new MappedSector(1600), new UnitRecord.Lost(States.lost(1, 6)))
            .withRetired(new Spare(9));

    private final ByteBuffer slot =
            ByteBuffer.wrap(MetadataCodec.encode(STATE, new DiskSector(1024))).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Field> header;
    private final List<Field> entry;

    FormatSpecificationTest() throws IOException {
        List<Field> all = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/main/java/org/remapd/agent/metadata/package-info.java"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                all.add(new Field(Integer.parseInt(row.group(1)), row.group(2), row.group(3)));
            }
        }
        int second = IntStream.range(1, all.size())
                .filter(row -> all.get(row).offset() == 0)
                .findFirst()
                .orElseThrow();
        header = all.subList(0, second - 1);
        entry = all.subList(second, all.size());
        assertThat(all.get(second - 1)).isEqualTo(new Field(MetadataCodec.HEADER_BYTES, "32 n", "entries"));
    }

    @Test
    void theFieldsFollowOneAnotherWithoutAGap() {
        assertNoGap(header, MetadataCodec.HEADER_BYTES);
        assertNoGap(entry, MetadataCodec.ENTRY_BYTES);
    }

    @Test
    void theHeaderHoldsEachFieldWhereTheTableSays() {
        assertThat(bytes(0, field(header, "magic")))
                .isEqualTo("REMAPD\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(number(header, "format version")).isEqualTo(MetadataCodec.VERSION);
        assertThat(number(header, "sequence")).isEqualTo(STATE.sequence());
        assertThat(new java.math.BigInteger(1, bytes(0, field(header, "UUID"))).toString(16))
                .isEqualTo(STATE.uuid().toString().replace("-", ""));
        assertThat(number(header, "disk sector")).isEqualTo(1024);
        assertThat(number(header, "length")).isEqualTo(512 + 3 * 32);
        assertThat(number(header, "number of entries")).isEqualTo(3);
        assertThat(number(header, "sectors of the whole disk")).isEqualTo(100_000);
        assertThat(number(header, "first sector of the data"))
                .isEqualTo(STATE.geometry().data().first().number());
        assertThat(number(header, "sectors of data"))
                .isEqualTo(STATE.geometry().data().count());
        assertThat(number(header, "first sector of the spare pool"))
                .isEqualTo(STATE.geometry().pool().first().number());
        assertThat(number(header, "sectors of the spare pool")).isEqualTo(80);
        assertThat(number(header, "sectors of a unit")).isEqualTo(8);
        assertThat(new String(bytes(0, field(header, "name")), java.nio.charset.StandardCharsets.UTF_8)
                        .replace("\0", ""))
                .isEqualTo("remap0");
    }

    @Test
    void theChecksumCoversTheLengthWithItselfAsZero() {
        Field checksum = field(header, "CRC32C");
        byte[] covered = Arrays.copyOf(slot.array(), (int) number(header, "length"));
        Arrays.fill(covered, checksum.offset(), checksum.end(), (byte) 0);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(covered);
        assertThat(number(header, "CRC32C") & 0xFFFF_FFFFL).isEqualTo(crc.getValue());
    }

    @Test
    void anEntryHoldsEachFieldWhereTheTableSays() {
        int mapped = 512;
        assertThat(number(mapped, field(entry, "first sector of the unit"))).isEqualTo(800);
        assertThat(number(mapped, field(entry, "number of the spare"))).isEqualTo(3);
        assertThat(number(mapped, field(entry, "kind"))).isEqualTo(1);
        int lost = 544;
        assertThat(number(lost, field(entry, "first sector of the unit"))).isEqualTo(1600);
        assertThat(number(lost, field(entry, "kind"))).isEqualTo(2);
        assertThat(bytes(lost, field(entry, "for a lost unit"))[0]).isEqualTo((byte) 0b100_0010);
        int retired = 576;
        assertThat(number(retired, field(entry, "number of the spare"))).isEqualTo(9);
        assertThat(number(retired, field(entry, "kind"))).isEqualTo(3);
    }

    @Test
    void whatIsZeroInTheTableIsZero() {
        for (Field field : header) {
            if (field.what().equals("zero")) {
                assertThat(bytes(0, field)).containsOnly(0);
            }
        }
        Optional<Field> gap =
                entry.stream().filter(field -> field.what().equals("zero")).findFirst();
        for (int at = 512; at < 608; at += 32) {
            assertThat(bytes(at, gap.orElseThrow())).containsOnly(0);
        }
    }

    private static void assertNoGap(List<Field> fields, int end) {
        int at = 0;
        for (Field field : fields) {
            assertThat(field.offset()).as(field.what()).isEqualTo(at);
            at = field.end();
        }
        assertThat(at).isEqualTo(end);
    }

    private static Field field(List<Field> fields, String begin) {
        return fields.stream()
                .filter(field -> field.what().startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the table has no " + begin));
    }

    private long number(List<Field> fields, String begin) {
        return number(0, field(fields, begin));
    }

    private long number(int base, Field field) {
        int at = base + field.offset();
        return switch (field.bytes()) {
            case "1" -> slot.get(at);
            case "4" -> slot.getInt(at);
            case "8" -> slot.getLong(at);
            default -> throw new AssertionError(field + " is no number");
        };
    }

    private byte[] bytes(int base, Field field) {
        return Arrays.copyOfRange(slot.array(), base + field.offset(), base + field.end());
    }
}
