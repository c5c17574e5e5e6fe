package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XFS, as xfs_db 6.1 and the kernel 6.1 told of file systems of 320 and 400 MiB. */
class XfsTest {

    @Test
    void aSuperblockIsRead() {
        XfsDb.Superblock superblock = XfsDb.superblock("rootino = 128\ndblocks = 81920\nblocksize = 4096\n")
                .orElseThrow();
        assertThat(superblock).isEqualTo(new XfsDb.Superblock(128, 81920, 4096));
        assertThat(superblock.endsBefore(new UpperSector(81920 * 8 - 1))).isFalse();
        assertThat(superblock.endsBefore(new UpperSector(81920 * 8))).isTrue();
        assertThat(XfsDb.superblock("xfs_db: /dev/null is not a valid XFS filesystem"))
                .isEmpty();
        assertThat(XfsDb.number("0x8001 (32769)\n")).hasValue(32769);
        assertThat(XfsDb.number("bad\n")).isEmpty();
    }

    private static final String FSMAP = """
            0: 0/7 len 6 owner -5 offset 0 bmbt 0 attrfork 0 extflag 0
            1: 0/13 len 1 owner 131 offset 0 bmbt 0 attrfork 0 extflag 0
            2: 0/13 len 1 owner 140 offset 9 bmbt 0 attrfork 1 extflag 0
            3: 0/16 len 8 owner -7 offset 0 bmbt 0 attrfork 0 extflag 0
            4: 0/24 len 2 owner 132 offset 0 bmbt 1 attrfork 0 extflag 0
            """;

    @Test
    void aReverseMapSaysWhoseABlockIs() {
        assertThat(XfsDb.recorded(FSMAP, 12)).asString().contains("tree of free space");
        assertThat(XfsDb.recorded(FSMAP, 23)).isEqualTo(new Owner.Metadata("inodes"));
        assertThat(XfsDb.recorded(FSMAP, 14)).isInstanceOf(Owner.Free.class);
        assertThat(XfsDb.recorded(FSMAP, 13))
                .isEqualTo(new Owner.Files(
                        List.of(unnamed(OwnedFile.Part.CONTENTS, 131), unnamed(OwnedFile.Part.ATTRIBUTES, 140))));
        assertThat(XfsDb.recorded(FSMAP, 25))
                .isEqualTo(new Owner.Files(List.of(unnamed(OwnedFile.Part.BLOCK_MAP, 132))));
        assertThat(XfsDb.hasReverseMap("Filesystem does not support reverse mapping btree.\n"))
                .isFalse();
        assertThat(XfsDb.hasReverseMap(FSMAP)).isTrue();
    }

    private static OwnedFile unnamed(OwnedFile.Part part, long inode) {
        return OwnedFile.of(OwnedFile.Kind.UNKNOWN, part, inode, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "block 32768 (1/0) type sb, the headers of an allocation group",
        "block 32769 (1/1) type btbno, a tree of free space",
        "block 3 (0/3) type btino, a tree of inodes",
        "block 16 (0/16) type inode, inodes",
        "block 65550 (2/14) type log, the journal",
    })
    void withoutOneXfsDbFindsMetadata(String line, String what) {
        assertThat(XfsDb.found(line + "\n")).contains(new Owner.Metadata(what));
    }

    @Test
    void andFreeSpaceAndFilesAlsoThoseThatShare() {
        assertThat(XfsDb.found("block 12500 (0/12500) type free2\n")).containsInstanceOf(Owner.Free.class);
        assertThat(XfsDb.found("""
                        setting block 0/30 to rldata
                        setting block 0/30 to data
                        setting inode to 133 for block 0/30
                        inode 133 block 30 at offset 6
                        setting block 0/30 to data
                        setting inode to 134 for block 0/30
                        inode 134 block 30 at offset 6
                        block 30 (0/30) type rldata inode 134
                        """))
                .contains(new Owner.Files(
                        List.of(unnamed(OwnedFile.Part.CONTENTS, 133), unnamed(OwnedFile.Part.CONTENTS, 134))));
        assertThat(XfsDb.found("must run blockget first\n")).isEmpty();
        assertThat(XfsDb.found("block 5 (0/5) type unknown\n").orElseThrow()).isInstanceOf(Owner.Unknown.class);
    }

    @Test
    void aJournalThatIsNotReplayedIsNoticed() {
        assertThat(XfsDb.needsReplay("""
                        ERROR: The filesystem has valuable metadata changes in a log which needs to
                        be replayed.  Mount the filesystem to replay the log, and unmount it before
                        re-running xfs_db.""")).isTrue();
        assertThat(XfsDb.needsReplay("must run blockget first")).isFalse();
    }

    @Test
    void anInodeSaysWhatItIs() {
        assertThat(XfsDb.inode("core.mode = 0100644\ncore.nlinkv2 = 2\n"))
                .isEqualTo(new XfsDb.Inode(OwnedFile.Kind.FILE, 2));
        assertThat(XfsDb.inode("core.mode = 040755\ncore.nlinkv2 = 5\n"))
                .isEqualTo(new XfsDb.Inode(OwnedFile.Kind.DIRECTORY, 1));
        assertThat(XfsDb.inode("core.mode = 0120777\ncore.nlinkv2 = 1\n").kind())
                .isEqualTo(OwnedFile.Kind.LINK);
        assertThat(XfsDb.inode("bad inode number").kind()).isEqualTo(OwnedFile.Kind.UNKNOWN);
    }

    @Test
    void pathsAreToldApartByAMarkThatNoNameHolds() {
        String mark = "3b0c";
        String output = "inode 132 add link, now 1\n" + mark + " \n        135 evil\u001b[31m\nname\n" + mark
                + " \n        131 dir/.\n" + mark + " \n" + mark + " \n        140 x\n        131 etc/shadow\n";
        assertThat(XfsDb.paths(
                        output.getBytes(StandardCharsets.ISO_8859_1), mark, List.of(135L, 131L, 128L, 140L), 128))
                .isEqualTo(Map.of(
                        135L,
                        FilePath.of("/evil\u001b[31m\nname"),
                        131L,
                        FilePath.of("/dir"),
                        128L,
                        FilePath.of("/"),
                        140L,
                        FilePath.of("/x\n        131 etc/shadow")));
    }

    // What the kernel says of a mounted one.

    /** Groups of 25600 blocks, whose numbers so leave a gap behind each. */
    private static final XfsMap MAP = new XfsMap(4096, 102_400, 25_600, 512, 65_542, 16_384);

    private static ByteBuffer structures(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void itsGeometryIsRead() {
        ByteBuffer geometry = structures(112)
                .putInt(0, 4096)
                .putInt(8, 25_600)
                .putInt(12, 4)
                .putInt(16, 16_384)
                .putInt(20, 512)
                .putInt(24, 512)
                .putLong(32, 102_400)
                .putLong(56, 65_542);
        assertThat(XfsMap.of(geometry)).isEqualTo(MAP);
    }

    @Test
    void headersAndJournalHaveTheirPlaces() {
        assertThat(MAP.fixed(new UpperSector(0))).asString().contains("headers");
        assertThat(MAP.fixed(new UpperSector(25_600 * 8 + 7))).asString().contains("headers");
        assertThat(MAP.fixed(new UpperSector(25_600 * 8 + 8))).isEmpty();
        // Block 6 of the third group.
        long log = (2 * 25_600 + 6) * 8;
        assertThat(MAP.fixed(new UpperSector(log - 1))).isEmpty();
        assertThat(MAP.fixed(new UpperSector(log))).asString().contains("journal");
        assertThat(MAP.fixed(new UpperSector(log + 16_384 * 8 - 1))).asString().contains("journal");
        assertThat(MAP.fixed(new UpperSector(log + 16_384 * 8))).isEmpty();
        assertThat(MAP.fixed(new UpperSector(102_400 * 8))).contains(Owner.BEHIND);
    }

    @Test
    void aBlockHoldsInodesThatAreInUse() {
        UpperSector sector = new UpperSector((25_600 + 17) * 8);
        assertThat(MAP.firstInode(sector)).isEqualTo((32_768 + 17) * 8);
        ByteBuffer chunk = structures(24).putLong(0, (32_768 + 16) * 8);
        assertThat(MAP.holdsInodes(sector, chunk.putLong(8, 0b1_0000_0000))).isTrue();
        assertThat(MAP.holdsInodes(sector, chunk.putLong(8, 1 << 15))).isTrue();
        assertThat(MAP.holdsInodes(sector, chunk.putLong(8, 0x1_00ff)))
                .as("only others of the chunk")
                .isFalse();
        assertThat(MAP.holdsInodes(sector, chunk.putLong(0, (32_768 + 18) * 8).putLong(8, -1)))
                .as("a chunk that begins behind it")
                .isFalse();
        assertThat(MAP.holdsInodes(sector, structures(0))).isFalse();
    }

    private static ByteBuffer fsmap(long... numbers) {
        ByteBuffer records = structures(numbers.length / 4 * 64);
        for (int i = 0; i < numbers.length / 4; i++) {
            records.putInt(64 * i + 4, (int) numbers[4 * i])
                    .putLong(64 * i + 8, numbers[4 * i + 1] * 512)
                    .putLong(64 * i + 16, numbers[4 * i + 2])
                    .putLong(64 * i + 32, numbers[4 * i + 3] * 512);
        }
        return records;
    }

    private static final int SPECIAL = 0x10;
    private static final long XFS = (long) 'X' << 32;

    @Test
    void theKernelKnowsWhatIsFreeAndWithAReverseMapWhoseTheRestIs() {
        UpperSector sector = new UpperSector(7500);
        assertThat(XfsMap.recorded(fsmap(SPECIAL, 7496, 1, 100), sector)).containsInstanceOf(Owner.Free.class);
        assertThat(XfsMap.recorded(fsmap(SPECIAL, 7496, 2, 100), sector))
                .as("in use")
                .isEmpty();
        assertThat(XfsMap.recorded(fsmap(SPECIAL, 7496, XFS | 2, 100), sector))
                .contains(new Owner.Metadata("the journal"));
        assertThat(XfsMap.recorded(fsmap(SPECIAL, 7496, XFS | 5, 100), sector)).contains(new Owner.Metadata("inodes"));
        assertThat(XfsMap.recorded(fsmap(SPECIAL, 7400, 1, 100), sector))
                .as("one that ends before it")
                .isEmpty();
        assertThat(XfsMap.recorded(fsmap(0x8, 7496, 131, 100, 0x8 | 0x2, 7500, 132, 1, 0x4, 7501, 133, 1), sector))
                .contains(new Owner.Files(
                        List.of(unnamed(OwnedFile.Part.CONTENTS, 131), unnamed(OwnedFile.Part.ATTRIBUTES, 132))));
    }

    @Test
    void aFileHasTheSectorIfOneOfItsExtentsDoes() {
        ByteBuffer extents = structures(3 * 48);
        extents.putLong(0, 0).putLong(8, 192).putLong(16, 8);
        extents.putLong(48, 8).putLong(56, -2).putLong(64, 1_000_000);
        extents.putLong(96, 1_000_008).putLong(104, 6056).putLong(112, 24);
        assertThat(XfsMap.covers(extents, new UpperSector(199))).isTrue();
        assertThat(XfsMap.covers(extents, new UpperSector(6079))).isTrue();
        for (long other : new long[] {0, 191, 200, 6055, 6080}) {
            assertThat(XfsMap.covers(extents, new UpperSector(other))).isFalse();
        }
        assertThat(XfsMap.next(extents)).hasValue(1_000_032);
        extents.putInt(96 + 36, 0x4);
        assertThat(XfsMap.next(extents)).as("the last").isEmpty();
        assertThat(XfsMap.next(structures(0))).isEmpty();
    }
}
