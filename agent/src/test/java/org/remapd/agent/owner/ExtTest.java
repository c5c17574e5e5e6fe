package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ext2, ext3 and ext4, as e2fsprogs 1.47 told of file systems of 64 MiB with blocks of 1024 bytes. */
class ExtTest {

    /** Somebody labelled it so that its label looks like the lines that count. */
    private static final String STATS = """
            Filesystem volume name:   x
            Block size: 512
            Last mounted on:          <not available>
            Filesystem magic number:  0xEF53
            Block count:              65536
            Reserved block count:     3276
            First block:              1
            Block size:               1024
            Fragment size:            1024
            Blocks per group:         8192
            Fragments per group:      8192
            Inodes per group:         2048
            Inode blocks per group:   512
            Flex block group size:    16
            """;

    private static final String GROUPS = """

            group:block:super:gdt:bbitmap:ibitmap:itable
            0:1:1:2-2:259:267:275
            1:8193:8193:8194-8194:260:268:787
            2:16385:-1:-1:261:269:1299
            3:24577:24577:24578-24578:262:270:1811
            4:32769:-1:-1:263:271:2323
            5:40961:40961:40962-40962:264:272:2835
            6:49153:-1:-1:265:273:3347
            7:57345:57345:57346-57346:266:274:3859
            """;

    private static final ExtLayout LAYOUT = ExtLayout.parse(STATS, GROUPS).orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "0, the boot block",
        "1, the superblock",
        "8193, the copy of the superblock of block group 1",
        "2, group descriptors",
        "24578, 'group descriptors, the copy of block group 3'",
        "259, the block bitmap of block group 0",
        "274, the inode bitmap of block group 7",
        "275, the inode table of block group 0",
        "786, the inode table of block group 0",
        "787, the inode table of block group 1",
        "4370, the inode table of block group 7",
    })
    void whatIsTheFileSystemsOwnIsNamed(long block, String what) {
        assertThat(LAYOUT.metadata(block)).contains(what);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 258, 4371, 8192, 8195, 16385, 65535})
    void theRestIsNot(long block) {
        assertThat(LAYOUT.metadata(block)).isEmpty();
    }

    @Test
    void aBlockHasItsSectors() {
        assertThat(LAYOUT.block(new UpperSector(3))).isEqualTo(1);
        assertThat(LAYOUT.block(new UpperSector(4))).isEqualTo(2);
        assertThat(LAYOUT.blocks()).isEqualTo(65536);
        assertThat(ExtLayout.parse("stats: Filesystem not open\n", "")).isEmpty();
    }

    @Test
    void whetherABlockIsInUseIsToldByItsBitmap() {
        assertThat(Debugfs.inUse("Block 13444 marked in use\n", 13444)).contains(true);
        assertThat(Debugfs.inUse("Block 15000 not in use\n", 15000)).contains(false);
        assertThat(Debugfs.inUse("Block 15000 not in use\n", 1500)).isEmpty();
        assertThat(Debugfs.inUse("testb: Filesystem bitmaps not loaded\n", 1500))
                .isEmpty();
    }

    @Test
    void anInodeIsFoundByItsBlock() {
        String output = "Block\tInode number\n4395\t12\n1\t<block not found>\n";
        assertThat(Debugfs.inodeOf(output, 4395)).hasValue(12);
        assertThat(Debugfs.inodeOf(output, 1)).isEmpty();
        assertThat(Debugfs.reserved(8)).contains("the journal");
        assertThat(Debugfs.reserved(12)).isEmpty();
    }

    /** With a name of an attribute that looks like a list of blocks. */
    private static final String FRAGMENTED = """
            Inode: 12   Type: regular    Mode:  0644   Flags: 0x80000
            Generation: 0    Version: 0x00000000:00000000
            User:     0   Group:     0   Project:     0   Size: 300000
            File ACL: 4699
            Links: 3   Blockcount: 590
            Fragment:  Address: 0    Number: 0    Size: 0
            Size of extra inode fields: 32
            Extended attributes:
              user.(ETB0):4387 (900)
            Inode checksum: 0xc76cd9ad
            EXTENTS:
            (ETB0):4395, (0):4385, (1):4387, (2):4389, (3):4391, (18):4423, (19-292):4425-4698
            """;

    @ParameterizedTest
    @CsvSource({"4395, BLOCK_MAP", "4699, ATTRIBUTES", "4387, CONTENTS", "4500, CONTENTS"})
    void whatOfAFileLiesThereIsTold(long block, OwnedFile.Part part) {
        assertThat(Debugfs.inode(FRAGMENTED, block)).isEqualTo(new Debugfs.Inode(OwnedFile.Kind.FILE, part, 3));
    }

    @Test
    void indirectBlocksAreTheMapOfOlderFiles() {
        String stat = """
                Inode: 15   Type: directory    Mode:  0755   Flags: 0x0
                File ACL: 0
                Links: 7   Blockcount: 24
                BLOCKS:
                (0-11):10389-10400, (IND):10401, (12-267):10402-10657, (DIND):10658, (IND):10659, (268-292):10660-10684
                TOTAL: 296

                """;
        assertThat(Debugfs.inode(stat, 10659).part()).isEqualTo(OwnedFile.Part.BLOCK_MAP);
        assertThat(Debugfs.inode(stat, 10658).part()).isEqualTo(OwnedFile.Part.BLOCK_MAP);
        assertThat(Debugfs.inode(stat, 10660).part()).isEqualTo(OwnedFile.Part.CONTENTS);
        assertThat(Debugfs.inode(stat, 10660))
                .as("has one name, whoever is in it")
                .isEqualTo(new Debugfs.Inode(OwnedFile.Kind.DIRECTORY, OwnedFile.Part.CONTENTS, 1));
    }

    private static List<FilePath> paths(String output, long inode, int names) {
        return Debugfs.paths(output.getBytes(StandardCharsets.ISO_8859_1), inode, names);
    }

    @Test
    void everyNameOfAFileIsTold() {
        assertThat(paths("Inode\tPathname\n15\t/dir/file\n15\t/dir/sub/hard\n", 15, 2))
                .containsExactly(FilePath.of("/dir/file"), FilePath.of("/dir/sub/hard"));
        assertThat(paths("Inode\tPathname\n13\t//big\n", 13, 1)).containsExactly(FilePath.of("/big"));
        assertThat(paths("Inode\tPathname\n", 13, 0)).isEmpty();
        assertThat(paths("Inode\tPathname\n", 2, 1)).containsExactly(FilePath.of("/"));
    }

    @Test
    void namesAreWhatTheyAreWhateverTheyHold() {
        assertThat(paths("Inode\tPathname\n17\t//evil\u001b[31m\nname\\\n", 17, 1))
                .containsExactly(FilePath.of("/evil\u001b[31m\nname\\"));
        assertThat(paths("Inode\tPathname\n12\t//bad\u00ffutf\n", 12, 1)).hasToString("[/bad\\xffutf]");
        assertThat(paths("Inode\tPathname\n12\t//ends with two\n\n\n", 12, 1))
                .hasToString("[/ends with two\\x0a\\x0a]");
    }

    @Test
    void aNameCannotPassForAnotherOfTheFile() {
        assertThat(paths("Inode\tPathname\n17\t//x\n17\t/etc/shadow\n", 17, 1))
                .hasToString("[/x\\x0a17\\x09/etc/shadow]");
        assertThat(paths("Inode\tPathname\n17\t//x\n18\t/etc/shadow\n", 17, 1))
                .hasToString("[/x\\x0a18\\x09/etc/shadow]");
        assertThat(Optional.of(paths("Inode\tPathname\n17\t//x\n17\t/etc/shadow\n17\t/y\n", 17, 2)))
                .as("told as one")
                .hasValueSatisfying(told -> assertThat(told).hasSize(1));
    }
}
