package org.remapd.agent.owner.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a block of a tree nothing is used that would lead out of it: a disk that fails may hold anything. */
class NodeTest {

    private static final int BYTES = 4096;
    private static final int HEAD_BYTES = 101;
    private static final int ITEM_BYTES = 25;
    private static final int POINTER_BYTES = 33;
    private static final long LOGICAL = 30_408_704;

    private static ByteBuffer node(int level, int count) {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0x30, LOGICAL)
                .putInt(0x60, count)
                .put(0x64, (byte) level);
    }

    private static byte[] bytes(ByteBuffer block) {
        byte[] bytes = new byte[BYTES];
        block.get(0, bytes);
        return bytes;
    }

    private static Node read(ByteBuffer block) throws UnreadableException {
        return Node.of(bytes(block), LOGICAL, false);
    }

    private static void isNone(ByteBuffer block) {
        assertThatThrownBy(() -> read(block))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("what lies at 30408704 is no node of a tree");
    }

    @ParameterizedTest
    @CsvSource({"0, 159", "1, 121", "7, 121"})
    void itHasNoMoreThanFits(int level, int fit) throws UnreadableException {
        assertThat(read(node(level, 0)).count()).isZero();
        assertThat(read(node(level, fit)).count()).isEqualTo(fit);
        assertThat(read(node(level, fit)).level()).isEqualTo(level);
        isNone(node(level, fit + 1));
        isNone(node(level, -1));
    }

    @ParameterizedTest
    @CsvSource({"8", "255"})
    void noTreeIsHigherThanSevenLevels(int level) {
        isNone(node(level, 0));
    }

    @Test
    void itSaysWhereItIs() {
        isNone(node(0, 0).putLong(0x30, LOGICAL + BYTES));
    }

    @Test
    void itsSumIsRightIfItHasOneThatIsKnown() throws UnreadableException {
        ByteBuffer block = node(0, 0);
        assertThatThrownBy(() -> Node.of(bytes(block), LOGICAL, true)).hasMessageContaining("wrong checksum");

        block.putInt(0, Superblock.sum(bytes(block)));

        assertThat(Node.of(bytes(block), LOGICAL, true).count()).isZero();
    }

    @Test
    void itemsOfALeafLieWithinIt() throws UnreadableException {
        int room = BYTES - HEAD_BYTES;
        assertThat(read(leaf(room - 10, 10)).data(1).remaining()).isEqualTo(10);
        isNone(leaf(room - 10, 11));
        isNone(leaf(room + 1, 0));
        isNone(leaf(-1, 1));
        isNone(leaf(0, -1));
    }

    /** With a second item there. */
    private static ByteBuffer leaf(int at, int length) {
        int item = HEAD_BYTES + ITEM_BYTES + Key.BYTES;
        return node(0, 2).putInt(item, at).putInt(item + 4, length);
    }

    @Test
    void whatAnotherNodePointsAtIsNoPlaceWithinIt() throws UnreadableException {
        int pointer = HEAD_BYTES + POINTER_BYTES + Key.BYTES;
        Node node = read(node(1, 2).putLong(pointer, Long.MAX_VALUE).putLong(pointer + 8, 77));
        assertThat(node.child(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(node.childGeneration(1)).isEqualTo(77);
    }

    @ParameterizedTest
    @CsvSource({"9, -1", "10, 0", "19, 0", "20, 1", "30, 2", "31, 2"})
    void theLastKeyThatIsNotBehindIsFound(long id, int number) throws UnreadableException {
        ByteBuffer block = node(1, 3);
        for (int n = 0; n < 3; n++) {
            block.putLong(HEAD_BYTES + n * POINTER_BYTES, 10L * (n + 1));
        }
        assertThat(read(block).floor(Key.first(id, 0))).isEqualTo(number);
    }
}
