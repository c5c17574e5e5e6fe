package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of the device mapper, read from below. */
class StackedLineTest {

    /** {@code dmsetup table} of a logical volume that was extended past another one, as LVM makes it. */
    private static final List<StackedLine> EXTENDED = List.of(
            StackedLine.of(0, 16384, "linear", "253:2 2048"), StackedLine.of(16384, 8192, "linear", "253:2 26624"));

    private static OptionalLong above(List<StackedLine> table, String device, long sector) {
        return table.stream()
                .map(line -> line.above(device, new UpperSector(sector)))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({"2048, 0", "18431, 16383", "26624, 16384", "34815, 24575"})
    void linearPiecesAreFollowed(long below, long above) {
        assertThat(above(EXTENDED, "253:2", below)).hasValue(above);
    }

    @ParameterizedTest
    @CsvSource({"253:2, 2047", "253:2, 18432", "253:2, 26623", "253:2, 34816", "253:3, 2048"})
    void whatIsNotInAnyPieceIsNot(String device, long below) {
        assertThat(above(EXTENDED, device, below)).isEmpty();
    }

    @Test
    void encryptedSectorsAndOriginsOfSnapshotsHaveTheirPlace() {
        StackedLine crypt = StackedLine.of(
                0, 165888, "crypt", "aes-xts-plain64 :64:logon:cryptsetup:0123-d0 0 253:0 32768 1 allow_discards");
        assertThat(crypt.above("253:0", new UpperSector(32768 + 5))).hasValue(5);
        assertThat(crypt.above("253:0", new UpperSector(5))).isEmpty();
        assertThat(StackedLine.of(0, 8192, "snapshot-origin", "253:5").above("253:5", new UpperSector(77)))
                .hasValue(77);
    }

    @Test
    void stripesAreDealtOutChunkByChunk() {
        StackedLine striped = StackedLine.of(0, 4096, "striped", "2 128 253:1 1000 253:2 0");
        assertThat(striped.above("253:1", new UpperSector(1000))).hasValue(0);
        assertThat(striped.above("253:2", new UpperSector(0))).hasValue(128);
        assertThat(striped.above("253:1", new UpperSector(1000 + 128 + 3))).hasValue(256 + 3);
        assertThat(striped.above("253:2", new UpperSector(2047))).hasValue(4095);
        assertThat(striped.above("253:2", new UpperSector(2048))).isEmpty();
    }

    @Test
    void aTargetThatIsNotKnownIsNotFollowedButSeen() {
        StackedLine pool = StackedLine.of(0, 8192, "thin-pool", "253:3 253:4 128 0 1 skip_block_zeroing");
        assertThat(pool.mentions("253:4")).isTrue();
        assertThat(pool.isFollowed()).isFalse();
        assertThat(pool.above("253:4", new UpperSector(0))).isEmpty();
        assertThat(StackedLine.of(0, 8, "linear", "253:4").above("253:4", new UpperSector(0)))
                .as("half a line")
                .isEmpty();
    }
}
