package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.twin.Seeds;

class BlockTest {

    private static final Location HERE = new Location(2, new DiskSector(1024));
    private static final byte[] BODY = body(7);
    private static final Block BLOCK = new Block(States.DEVICE, Block.Kind.SPARES, 1, 40, 99, BODY);

    @Test
    void whatIsEncodedIsDecodedToTheSameBlock() {
        Seeds.each(200, random -> {
            Block.Kind[] kinds = Block.Kind.values();
            byte[] body = new byte[Block.BODY_BYTES];
            random.nextBytes(body);
            Location at = new Location(random.nextInt(8), new DiskSector(random.nextLong() >>> 4));
            Block block = new Block(
                    new UUID(random.nextLong(), random.nextLong()),
                    kinds[random.nextInt(kinds.length)],
                    random.nextInt(8),
                    random.nextInt() >>> 1,
                    random.nextLong() >>> 1,
                    body);
            Block back = sound(Block.decode(block.encode(at), at));
            assertThat(back.device()).isEqualTo(block.device());
            assertThat(back.kind()).isEqualTo(block.kind());
            assertThat(back.copy()).isEqualTo(block.copy());
            assertThat(back.number()).isEqualTo(block.number());
            assertThat(back.sequence()).isEqualTo(block.sequence());
            assertThat(back.body()).isEqualTo(body);
            assertThat(back.encode(at)).isEqualTo(block.encode(at));
        });
    }

    @Test
    void noFlippedBitIsOverlooked() {
        byte[] good = BLOCK.encode(HERE);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Block.decode(bad, HERE))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(Block.Unsound.class);
        }
    }

    @Test
    void aWriteThatWasCutOffIsTornAtWhateverSectorItEnds() {
        byte[] before = new Block(States.DEVICE, Block.Kind.SPARES, 1, 40, 97, body(3)).encode(HERE);
        byte[] after = BLOCK.encode(HERE);
        for (int cut = 512; cut < Block.BYTES; cut += 512) {
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, cut);
            assertThat(problem(torn)).as("cut at %d", cut).isEqualTo(new MetadataProblem.Torn(HERE));
            System.arraycopy(before, 0, torn, 0, cut);
            System.arraycopy(after, cut, torn, cut, Block.BYTES - cut);
            assertThat(problem(torn)).as("only from %d on", cut).isEqualTo(new MetadataProblem.Torn(HERE));
        }
    }

    @Test
    void rotWithinABlockIsCorruptAndNotTorn() {
        byte[] rotten = BLOCK.encode(HERE);
        rotten[2000] ^= 1;
        assertThat(problem(rotten)).isInstanceOf(MetadataProblem.Corrupt.class);
    }

    @Test
    void zerosAreBlankAndAnythingElseIsNotOurs() {
        assertThat(problem(new byte[Block.BYTES])).isInstanceOf(MetadataProblem.Blank.class);
        byte[] other = new byte[Block.BYTES];
        other[4000] = 1;
        assertThat(problem(other)).isInstanceOf(MetadataProblem.NotOurs.class);
    }

    @Test
    void aNewerVersionIsToldAsSuchAndARottenOneIsNot() {
        assertThat(problem(changed(block -> block.putInt(Block.AT_VERSION, 2))))
                .isEqualTo(new MetadataProblem.TooNew(2));
        assertThat(problem(changed(block -> block.putInt(Block.AT_VERSION, -1))))
                .isEqualTo(new MetadataProblem.TooNew(0xFFFF_FFFFL));
        byte[] rotten = BLOCK.encode(HERE);
        rotten[Block.AT_VERSION] = 7;
        assertThat(problem(rotten)).isInstanceOf(MetadataProblem.Corrupt.class);
    }

    @Test
    void whatTheFirstRemapdWroteIsTooOldWhateverItsChecksum() {
        byte[] old = BLOCK.encode(HERE);
        old[Block.AT_VERSION] = 0;
        assertThat(problem(old)).isEqualTo(new MetadataProblem.TooOld(0));
    }

    @Test
    void aBlockThatLiesElsewhereThanItWasWrittenIsNotBelieved() {
        byte[] bytes = BLOCK.encode(HERE);
        assertThat(Block.decode(bytes, HERE.plus(1))).isInstanceOf(Block.Unsound.class);
        assertThat(Block.decode(bytes, new Location(1, HERE.sector()))).isInstanceOf(Block.Unsound.class);
        assertThat(Block.decode(bytes, new Location(-1, HERE.sector())))
                .as("on a disk that is not known yet")
                .isInstanceOf(Block.Sound.class);
    }

    @Test
    void whatIsChecksummedAndCannotBeIsCorrupt() {
        assertThat(problem(changed(block -> block.put(Block.AT_KIND, (byte) 9))))
                .isInstanceOf(MetadataProblem.Corrupt.class);
        assertThat(problem(changed(block -> block.putInt(Block.AT_NUMBER, -1))))
                .isInstanceOf(MetadataProblem.Corrupt.class);
        assertThat(problem(changed(block -> block.putLong(Block.AT_SEQUENCE, -1))))
                .isInstanceOf(MetadataProblem.Corrupt.class);
        assertThat(problem(changed(block -> block.putInt(Block.AT_VERSION, 0)))).isNotNull();
    }

    @Test
    void nobodyCanChangeABlock() {
        byte[] body = BODY.clone();
        Block block = new Block(States.DEVICE, Block.Kind.NOTE, 0, 0, 1, body);
        body[0]++;
        block.body()[1]++;
        assertThat(block.body()).isEqualTo(BODY);
    }

    /** Another block with a checksum that is right. */
    static byte[] changed(byte[] bytes, Consumer<ByteBuffer> change) {
        ByteBuffer block = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(block);
        block.putInt(Block.AT_CHECKSUM, 0);
        CRC32C crc = new CRC32C();
        crc.update(block.array(), 0, Block.BYTES);
        block.putInt(Block.AT_CHECKSUM, (int) crc.getValue());
        return block.array();
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        return changed(BLOCK.encode(HERE), change);
    }

    private static MetadataProblem problem(byte[] bytes) {
        assertThat(Block.decode(bytes, HERE)).isInstanceOf(Block.Unsound.class);
        return ((Block.Unsound) Block.decode(bytes, HERE)).problem();
    }

    private static Block sound(Block.Reading reading) {
        assertThat(reading).isInstanceOf(Block.Sound.class);
        return ((Block.Sound) reading).block();
    }

    private static byte[] body(int filler) {
        byte[] body = new byte[Block.BODY_BYTES];
        java.util.Arrays.fill(body, (byte) filler);
        System.arraycopy("body".getBytes(StandardCharsets.US_ASCII), 0, body, 0, 4);
        return body;
    }
}
