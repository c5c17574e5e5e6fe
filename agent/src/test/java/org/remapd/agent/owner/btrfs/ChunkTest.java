package org.remapd.agent.owner.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.agent.twin.Seeds;

/** Where logical addresses lie, for each way in which a chunk may be spread. */
class ChunkTest {

    private static final long MIB = 1 << 20;
    private static final long STRIPE = 65536;
    private static final long DATA = 1;
    private static final long RAID0 = 0x8;
    private static final long RAID1 = 0x10;
    private static final long DUP = 0x20;
    private static final long RAID5 = 0x80;

    private static Chunk chunk(long type, int stripes, int copies) {
        return new Chunk(
                100 * MIB,
                8 * MIB,
                DATA | type,
                STRIPE,
                copies,
                IntStream.range(0, stripes)
                        .mapToObj(number -> new Chunk.Stripe(number + 1, (number + 1) * 1000L * MIB))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "16, 2, 1", "8, 3, 1", "8, 2, 1", "64, 4, 2", "64, 6, 2"})
    void whatLiesSomewhereIsFoundThereAndBack(long type, int stripes, int copies) {
        Chunk chunk = chunk(type, stripes, copies);
        int copiesOfAll = type == RAID1 ? stripes : copies;
        Seeds.each(100, random -> {
            long address = 100 * MIB + random.nextInt((int) (6 * MIB));
            int found = 0;
            for (long device = 1; device <= stripes; device++) {
                for (long place : chunk.toPhysical(device, address)) {
                    assertThat(chunk.lies(device, place)).isTrue();
                    assertThat(chunk.toLogical(device, place)).hasValue(address);
                    found++;
                }
            }
            assertThat(found).isEqualTo(copiesOfAll);
        });
    }

    @Test
    void stripesAreDealtOutOneAfterTheOther() {
        Chunk chunk = chunk(RAID0, 2, 1);
        assertThat(chunk.toLogical(2, 2000 * MIB)).hasValue(100 * MIB + STRIPE);
        assertThat(chunk.toLogical(1, 1000 * MIB + STRIPE + 5)).hasValue(100 * MIB + 2 * STRIPE + 5);
        assertThat(chunk.lies(1, 1000 * MIB + 4 * MIB))
                .as("half of it is on each")
                .isFalse();
    }

    @Test
    void bothCopiesOnOneDeviceAreTheSame() {
        Chunk chunk = new Chunk(
                100 * MIB,
                8 * MIB,
                DUP,
                STRIPE,
                1,
                List.of(new Chunk.Stripe(1, 10 * MIB), new Chunk.Stripe(1, 50 * MIB)));
        assertThat(chunk.toPhysical(1, 101 * MIB)).containsExactly(11 * MIB, 51 * MIB);
        assertThat(chunk.toLogical(1, 51 * MIB)).hasValue(101 * MIB);
        assertThat(chunk.toLogical(1, 20 * MIB)).isEmpty();
        assertThat(chunk.toLogical(2, 11 * MIB)).isEmpty();
    }

    @Test
    void parityIsNotGuessedAt() {
        Chunk chunk = chunk(RAID5, 3, 1);
        assertThat(chunk.lies(1, 1000 * MIB)).isTrue();
        assertThat(chunk.hasParity()).isTrue();
        assertThat(chunk.toLogical(1, 1000 * MIB)).isEmpty();
    }

    @Test
    void itHasWhatLiesFromItsBeginningToItsEnd() {
        Chunk chunk = chunk(0, 1, 1);
        assertThat(chunk.contains(100 * MIB)).isTrue();
        assertThat(chunk.contains(108 * MIB - 1)).isTrue();
        assertThat(chunk.contains(100 * MIB - 1)).isFalse();
        assertThat(chunk.contains(108 * MIB)).isFalse();
    }

    @Test
    void anItemOfTheChunkTreeIsOne() throws UnreadableException {
        Chunk chunk = Chunk.of(100 * MIB, item(8 * MIB, STRIPE, 2));
        assertThat(chunk)
                .isEqualTo(new Chunk(
                        100 * MIB,
                        8 * MIB,
                        DATA,
                        STRIPE,
                        1,
                        List.of(new Chunk.Stripe(1, MIB), new Chunk.Stripe(2, 2 * MIB))));
    }

    @ParameterizedTest
    @CsvSource({"8388608, 65536, 0", "0, 65536, 1", "-1, 65536, 1", "8388608, 0, 1", "8388608, -65536, 1"})
    void onesThatContradictThemselvesAreNone(long length, long stripeBytes, int stripes) {
        assertThatThrownBy(() -> Chunk.of(100 * MIB, item(length, stripeBytes, stripes)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("the chunk at 104857600 contradicts itself");
    }

    private static ByteBuffer item(long length, long stripeBytes, int stripes) {
        ByteBuffer item = ByteBuffer.allocate(48 + stripes * 32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, length)
                .putLong(16, stripeBytes)
                .putLong(24, DATA)
                .putShort(44, (short) stripes);
        for (int number = 1; number <= stripes; number++) {
            item.putLong(16 + number * 32, number).putLong(24 + number * 32, number * MIB);
        }
        return item;
    }
}
