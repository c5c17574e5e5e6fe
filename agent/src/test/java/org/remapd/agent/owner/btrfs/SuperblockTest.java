package org.remapd.agent.owner.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a btrfs begins with, and what is none. */
class SuperblockTest {

    private static final int AT_FEATURES = 0xbc;
    private static final int AT_NODE_BYTES = 0x94;
    private static final int AT_CHUNK_BYTES = 0xa0;

    private final ByteBuffer block = ByteBuffer.allocate(Superblock.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0x40, 0x4d5f53665248425fL)
            .putInt(AT_NODE_BYTES, 16_384);

    private static byte[] bytes(ByteBuffer block) {
        byte[] bytes = new byte[Superblock.BYTES];
        block.get(0, bytes);
        return bytes;
    }

    private Superblock read() throws UnreadableException {
        block.putInt(0, Superblock.sum(bytes(block)));
        return Superblock.read((at, bytes) -> bytes(block));
    }

    @ParameterizedTest
    @CsvSource({"4096, 0", "16384, 129", "65536, 2048"})
    void nodesAndChunksOfSuchSizesAreTaken(int nodeBytes, int chunkBytes) throws UnreadableException {
        block.putInt(AT_NODE_BYTES, nodeBytes).putInt(AT_CHUNK_BYTES, chunkBytes);
        assertThat(read().nodeBytes()).isEqualTo(nodeBytes);
        assertThat(read().chunks().remaining()).isEqualTo(chunkBytes);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2048, 0", "4095, 0", "5000, 0", "69632, 0", "-4096, 0", "16384, -1", "16384, 2049"})
    void othersAreNot(int nodeBytes, int chunkBytes) {
        block.putInt(AT_NODE_BYTES, nodeBytes).putInt(AT_CHUNK_BYTES, chunkBytes);
        assertThatThrownBy(this::read)
                .isInstanceOf(UnreadableException.class)
                .hasMessage("the superblock contradicts itself");
    }

    @Test
    void aFeatureThatIsNotKnownMayMeanThatAllIsOtherwise() throws UnreadableException {
        block.putLong(AT_FEATURES, 0xfff);
        assertThat(read().nodeBytes()).isEqualTo(16_384);
        block.putLong(AT_FEATURES, 0x1fff);
        assertThatThrownBy(this::read)
                .isInstanceOf(UnreadableException.class)
                .hasMessage("the file system has features that are not known here: 0x1000");
    }

    @Test
    void aSumOfAnotherKindIsNotLookedAt() throws UnreadableException {
        block.putShort(0xc4, (short) 1);
        assertThat(Superblock.read((at, bytes) -> bytes(block)).crc()).isFalse();
        block.putShort(0xc4, (short) 0);
        assertThatThrownBy(() -> Superblock.read((at, bytes) -> bytes(block)))
                .hasMessage("the superblock's checksum is wrong");
        assertThat(read().crc()).isTrue();
    }
}
