package org.remapd.agent.owner.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.twin.ImageDisk;

/**
 * A file system of 128 MiB as the kernel made it, with nodes of 4096 bytes, metadata twice, subvolumes (/sv), snapshots of
 * the top (/snap, /late) and of a subvolume (/dir/svsnap), hard links, clones (/copy of /big), and a compressed file; who has
 * what is taken from {@code btrfs inspect-internal dump-tree}. Of its blocks of data only some are there.
 */
class BtrfsTest {

    private static final long SECTORS = 262_144;

    /** Where the two copies of the first node of the chunk tree lie, in bytes. */
    private static final long CHUNKS = 22_024_192;

    private static final long CHUNKS_AGAIN = CHUNKS - 22_020_096 + 30_408_704;

    private static ImageDisk image = ImageDisk.of(SECTORS);

    @BeforeAll
    static void load() throws IOException {
        image = ImageDisk.load("/org/remapd/agent/owner/btrfs/image.gz", SECTORS);
    }

    private static Owner owner(ImageDisk on, long sector) throws UnreadableException {
        Disk disk = (at, bytes) -> {
            ByteBuffer buffer = BlockDevice.buffer(bytes / 512);
            if (!on.read(SectorRange.of(at / 512, bytes / 512), buffer).ok()) {
                throw new UnreadableException("byte " + at + " cannot be read");
            }
            byte[] block = new byte[bytes];
            buffer.get(0, block);
            return block;
        };
        return Btrfs.open(disk).owner(sector * 512);
    }

    private static List<String> names(OwnedFile file) {
        return file.paths().stream().map(FilePath::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "30512, /dir/file /dir/sub/hard /snap/dir/file /snap/dir/sub/hard /late/dir/file /late/dir/sub/hard",
        "31664, /sv/d/inner /dir/svsnap/d/inner",
        "31991, /sv/d/inner /dir/svsnap/d/inner",
        "31992, /sv/d/inner",
        "31999, /sv/d/inner",
        "32000, /dir/svsnap/d/inner",
        "32007, /dir/svsnap/d/inner",
        "32008, /evil\\x1b[31m\\x0afile /late/evil\\x1b[31m\\x0afile",
        "32456, /dir/f39",
        "32776, /dir/f59 /late/dir/f59",
        "32808, /z/squeezed /late/z/squeezed",
        "32872, /z/squeezed /late/z/squeezed",
    })
    void dataBelongToAllWhoShareThem(long sector, String paths) throws UnreadableException {
        Owner.Files files = (Owner.Files) owner(image, sector);
        assertThat(files.files().stream().flatMap(file -> names(file).stream())).containsExactly(paths.split(" "));
        assertThat(files.files()).allMatch(file -> file.part() == OwnedFile.Part.CONTENTS);
    }

    @Test
    void aFileWithManyNamesAndItsClonesHaveThemAll() throws UnreadableException {
        Owner.Files files = (Owner.Files) owner(image, 26_624);
        assertThat(files.files()).extracting(OwnedFile::inode).containsExactly(260L, 261L, 260L, 261L, 260L, 261L);
        assertThat(files.files())
                .extracting(file -> names(file).get(0))
                .containsExactly("/big", "/copy", "/snap/big", "/snap/copy", "/late/big", "/late/copy");
        assertThat(names(files.files().get(0)))
                .as("most of them do not fit into the first item")
                .hasSize(41)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'the first MiB, which btrfs leaves to boot loaders'",
        "128, the superblock",
        "131072, 'the superblock, a copy of it'",
        "43016, a leaf of the chunk tree",
        "59400, a leaf of the chunk tree",
        "76104, 'a leaf of the subvolume /sv: names, inodes, contents of small files'",
    })
    void whatIsItsOwnIsNamed(long sector, String what) throws UnreadableException {
        assertThat(owner(image, sector)).isEqualTo(new Owner.Metadata(what));
    }

    @ParameterizedTest
    @CsvSource({
        "43000, 'free space of the btrfs file system, in a chunk of data'",
        "100000, 'free space of the btrfs file system, in a chunk of metadata'",
        "262143, space that btrfs has not given to anything yet",
        "262144, space behind the end of the file system",
    })
    void whatIsFreeIsNot(long sector, String what) throws UnreadableException {
        assertThat(owner(image, sector)).isEqualTo(new Owner.Free(what));
    }

    @Test
    void ofACopyThatIsDamagedTheOtherIsRead() throws UnreadableException {
        Owner whole = owner(image, 32_456);
        ImageDisk unreadable = image.copy().failReads(CHUNKS / ImageDisk.BLOCK_BYTES);
        assertThat(owner(unreadable, 32_456)).isEqualTo(whole);
        assertThat(owner(damaged(CHUNKS), 32_456)).isEqualTo(whole);
    }

    @Test
    void whatIsDamagedTwiceIsNotGuessedAt() {
        ImageDisk disk = image.copy().failReads(CHUNKS / ImageDisk.BLOCK_BYTES);
        flip(disk, CHUNKS_AGAIN);
        assertThatThrownBy(() -> owner(disk, 32_456))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> owner(damaged(65_536), 32_456)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> owner(ImageDisk.of(SECTORS), 0)).hasMessageContaining("no btrfs superblock");
    }

    private static ImageDisk damaged(long at) {
        ImageDisk disk = image.copy();
        flip(disk, at);
        return disk;
    }

    /** Changes a bit of the block that begins there. */
    private static void flip(ImageDisk disk, long at) {
        byte[] block = disk.block(at / ImageDisk.BLOCK_BYTES).clone();
        block[1000] ^= 1;
        disk.put(at / ImageDisk.BLOCK_BYTES, block);
    }
}
