package org.remapd.agent.remap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.Superblock;

/** The table for a kernel without ours serves each sector from where the remap target would. */
class PlainTableTest {

    private static final long DISK = 200_000;
    private static final UUID ID = UUID.fromString("0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11");

    private static final Geometry GEOMETRY = Layout.with(
                    Layout.onEmptyDisk(new Geometry.Member(DISK, false, ""), 8, 100)
                            .orElseThrow(),
                    new Geometry.Member(DISK, false, ""),
                    50)
            .orElseThrow();

    private static final List<Optional<String>> DISKS = List.of(Optional.of("/dev/sda"), Optional.of("/dev/sdb"));

    private static Metadata with(Change... changes) {
        Metadata metadata = Metadata.fresh(Superblock.fresh(ID, "data", Instant.EPOCH, GEOMETRY));
        metadata.accept(metadata.draft(List.of(changes)));
        return metadata;
    }

    private static Change commit(long unit, int spare, long poison) {
        return new Change.Commit(new MappedSector(unit), new Spare(spare), LostSectors.ofMask(poison));
    }

    private static List<String> table(Metadata metadata, List<Optional<String>> disks) {
        List<String> lines = new ArrayList<>();
        PlainTable.print(metadata, disks, lines::add);
        return lines;
    }

    private static long spare(int number) {
        return GEOMETRY.spare(new Spare(number)).range().first().number();
    }

    @Test
    void nothingMappedIsOneLine() {
        assertThat(table(with(), DISKS)).containsExactly("0 " + GEOMETRY.data().count() + " linear /dev/sda 2048");
    }

    @Test
    void runsThatGoOnAreOneLineWhateverOrderTheyWereMappedIn() {
        Metadata metadata = with(commit(1008, 4, 0), commit(1000, 3, 0), commit(1016, 9, 0), commit(0, 120, 0));
        assertThat(table(metadata, DISKS))
                .containsExactly(
                        "0 8 linear /dev/sdb " + spare(120),
                        "8 992 linear /dev/sda 2056",
                        "1000 16 linear /dev/sda " + spare(3),
                        "1016 8 linear /dev/sda " + spare(9),
                        "1024 " + (GEOMETRY.data().count() - 1024) + " linear /dev/sda 3072");
    }

    @Test
    void whatIsLostReadsAsErrorsToTheSector() {
        Metadata metadata = with(commit(0, 0, 0b0110_0001), commit(8, 1, 0xff));
        assertThat(table(metadata, DISKS))
                .containsExactly(
                        "0 1 error",
                        "1 4 linear /dev/sda " + (spare(0) + 1),
                        "5 2 error",
                        "7 1 linear /dev/sda " + (spare(0) + 7),
                        "8 8 error",
                        "16 " + (GEOMETRY.data().count() - 16) + " linear /dev/sda 2064");
    }

    @Test
    void whatLiesOnADiskThatIsMissingReadsAsErrors() {
        Metadata metadata = with(commit(800, 120, 0));
        assertThat(table(metadata, List.of(Optional.of("/dev/sda"), Optional.empty())))
                .containsExactly(
                        "0 800 linear /dev/sda 2048",
                        "800 8 error",
                        "808 " + (GEOMETRY.data().count() - 808) + " linear /dev/sda 2856");
    }

    @Test
    void everySectorIsServedOnce() {
        Metadata metadata =
                with(commit(GEOMETRY.data().count() - 8, 7, 1), commit(16, 149, 0), commit(24, 0, 0), commit(32, 1, 2));
        long next = 0;
        for (String line : table(metadata, DISKS)) {
            String[] words = line.split(" ");
            assertThat(Long.parseLong(words[0])).isEqualTo(next);
            next += Long.parseLong(words[1]);
        }
        assertThat(next).isEqualTo(GEOMETRY.data().count());
    }
}
