package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.twin.Seeds;

class MetadataCodecTest {

    private static final DiskSector HERE = new DiskSector(1024);

    private static final Metadata SMALL = States.fresh(100_000, 8, 10)
            .with(new MappedSector(800), new UnitRecord.Mapped(new Spare(3)))
            .with(new MappedSector(1600), new UnitRecord.Lost(States.lost(0, 7)))
            .withRetired(new Spare(9));

    @Test
    void whatIsEncodedIsDecodedToTheSameState() {
        Seeds.each(200, random -> {
            Metadata state = States.random(random);
            assertThat(decode(MetadataCodec.encode(state, HERE))).isEqualTo(new MetadataCodec.State(state));
        });
    }

    @Test
    void aSlotTakesItsFillAndNotOneEntryMore() {
        Metadata full = States.fresh(1_000_000, 1, 8000);
        java.util.TreeMap<MappedSector, UnitRecord> units = new java.util.TreeMap<>();
        for (int unit = 0; unit < 16_240; unit++) {
            units.put(new MappedSector(unit), new UnitRecord.Lost(States.lost(0)));
        }
        Metadata filled = new Metadata(full.uuid(), "x", full.geometry(), 5, units, full.retired());
        assertThat(decode(MetadataCodec.encode(filled, HERE))).isEqualTo(new MetadataCodec.State(filled));

        Metadata overfull = filled.with(new MappedSector(20_000), new UnitRecord.Mapped(new Spare(0)));
        assertThat(MetadataCodec.fits(filled)).isTrue();
        assertThat(MetadataCodec.fits(overfull)).isFalse();
        assertThatThrownBy(() -> MetadataCodec.encode(overfull, HERE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theGoldenImageOfVersion0IsWrittenByteForByte() throws IOException {
        assertThat(HexFormat.of().formatHex(MetadataCodec.encode(SMALL, HERE)))
                .isEqualTo(HexFormat.of().formatHex(golden()));
    }

    @Test
    void theGoldenImageOfVersion0IsRead() throws IOException {
        assertThat(decode(golden())).isEqualTo(new MetadataCodec.State(SMALL));
    }

    @Test
    void noFlippedBitGivesAnotherState() {
        byte[] good = MetadataCodec.encode(SMALL, HERE);
        int checked = 512 + 3 * 32;
        for (int bit = 0; bit < checked * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decode(bad)).as("bit %d of byte %d", bit % 8, bit / 8).isInstanceOf(MetadataCodec.NoState.class);
        }
    }

    @Test
    void rotBehindTheEntriesDoesNotMatter() {
        byte[] padded = MetadataCodec.encode(SMALL, HERE);
        padded[padded.length - 1] = 1;
        assertThat(decode(padded)).isEqualTo(new MetadataCodec.State(SMALL));
    }

    @Test
    void aTornSlotIsCorrupt() {
        Metadata before = SMALL;
        Metadata after = before.with(new MappedSector(8), new UnitRecord.Mapped(new Spare(0)))
                .withRetired(new Spare(1));
        byte[] old = MetadataCodec.encode(before, HERE);
        byte[] whole = MetadataCodec.encode(after, HERE);
        byte[] torn = Arrays.copyOf(whole, whole.length);
        System.arraycopy(old, 512, torn, 512, torn.length - 512);
        assertThat(problem(torn)).isInstanceOf(MetadataProblem.Corrupt.class);
    }

    @Test
    void anEmptySlotIsBlankAndAnythingElseIsNotOurs() {
        assertThat(problem(new byte[4096])).isInstanceOf(MetadataProblem.Blank.class);
        byte[] other = new byte[4096];
        other[4000] = 1;
        assertThat(problem(other)).isInstanceOf(MetadataProblem.NotOurs.class);
        assertThat(problem("LABELONE of somebody else, long enough to have a first word"
                        .getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MetadataProblem.NotOurs.class);
    }

    @Test
    void aNewerVersionIsToldAsSuch() {
        assertThat(problem(changed(slot -> slot.putInt(8, 1)))).isEqualTo(new MetadataProblem.TooNew(1));
        assertThat(problem(changed(slot -> slot.putInt(8, -1)))).isEqualTo(new MetadataProblem.TooNew(0xFFFF_FFFFL));
    }

    @Test
    void aRottenVersionIsRotAndNotANewerRemapd() {
        byte[] rotten = MetadataCodec.encode(SMALL, HERE);
        rotten[8] = 7;
        assertThat(problem(rotten)).isInstanceOf(MetadataProblem.Corrupt.class);
    }

    @Test
    void aSlotFoundElsewhereThanItWasWrittenIsNotBelieved() {
        assertThat(MetadataCodec.decode(MetadataCodec.encode(SMALL, HERE), new DiskSector(8)))
                .isInstanceOf(MetadataCodec.NoState.class);
    }

    @Test
    void aLengthThatCannotBeIsCorrupt() {
        for (int length : new int[] {-1, 0, 511, 513, 4096 + 32, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] slot = MetadataCodec.encode(SMALL, HERE);
            ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN).putInt(48, length);
            assertThat(problem(slot)).as("length %d", length).isInstanceOf(MetadataProblem.Corrupt.class);
        }
    }

    @Test
    void whatIsChecksummedAndContradictoryIsCorrupt() {
        contradiction("another number of entries", slot -> slot.putInt(52, 2));
        contradiction("a unit that is no power of two", slot -> slot.putInt(96, 12));
        contradiction("data beyond the pool", slot -> slot.putLong(72, 1L << 40));
        contradiction("a negative place", slot -> slot.putLong(64, -8));
        contradiction("a range that overflows", slot -> slot.putLong(88, Long.MAX_VALUE - 7));
        contradiction("an entry of no kind", slot -> slot.put(512 + 12, (byte) 9));
        contradiction("a unit beyond the device", slot -> slot.putLong(512, 1L << 40));
        contradiction("a negative unit", slot -> slot.putLong(512, -1));
        contradiction("a unit that begins within a unit", slot -> slot.putLong(512, 804));
        contradiction("a spare beyond the pool", slot -> slot.putInt(512 + 8, 10));
        contradiction("a retired spare in use", slot -> slot.putInt(512 + 8, 9));
        contradiction("a lost sector beyond the unit", slot -> slot.put(544 + 17, (byte) 1));
        contradiction("a loss of nothing", slot -> slot.put(544 + 16, (byte) 0));
        contradiction("a unit twice", slot -> slot.putLong(544, 800));
        contradiction(
                "a spare for two units", slot -> slot.put(544 + 12, (byte) 1).putInt(544 + 8, 3));
    }

    private static void contradiction(String what, Consumer<ByteBuffer> change) {
        assertThat(problem(changed(change))).as(what).isInstanceOf(MetadataProblem.Corrupt.class);
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] bytes = MetadataCodec.encode(SMALL, HERE);
        ByteBuffer slot = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(slot);
        slot.putInt(12, 0);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 512 + 3 * 32);
        slot.putInt(12, (int) crc.getValue());
        return bytes;
    }

    private static MetadataCodec.Reading decode(byte[] slot) {
        return MetadataCodec.decode(slot, HERE);
    }

    private static MetadataProblem problem(byte[] slot) {
        assertThat(decode(slot)).isInstanceOf(MetadataCodec.NoState.class);
        return ((MetadataCodec.NoState) decode(slot)).problem();
    }

    /** As version 0 wrote it: hex, 32 bytes a line, zeros to 4096 bytes left out. */
    private static byte[] golden() throws IOException {
        try (var resource = MetadataCodecTest.class.getResourceAsStream("golden-v0.hex")) {
            String hex =
                    new String(java.util.Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.US_ASCII);
            return Arrays.copyOf(HexFormat.of().parseHex(hex.replaceAll("\\s", "")), 4096);
        }
    }
}
