package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.twin.ImageDisk;

/** Images of a remap device's disks in files, as ddrescue leaves them. */
class InspectionTest {

    private static final long SECTORS = 20_000;
    private static final Mapping MAPPING = new Mapping(new MappedSector(80), new Spare(3), LostSectors.none());

    private final ImageDisk disk = ImageDisk.of(SECTORS);

    @TempDir
    private Path directory;

    private Path image = Path.of("");

    @BeforeEach
    void aDeviceWithAMappingIsCopiedIntoAFile() throws IOException, MetadataException {
        DeviceMetadataStore.create(List.of(disk), States.fresh(SECTORS, 8, 100));
        DeviceMetadataStore.load(List.of(disk)).save(List.of(States.commit(80, 3)));
        image = copy(disk, "image");
    }

    @Test
    void anImageTellsWhatTheDiskDoes() throws AssemblyException {
        Inspection seen = Inspection.of(image.toString());

        assertThat(seen.metadata().mapped()).containsExactly(MAPPING);
        assertThat(seen.damaged()).isFalse();
        assertThat(seen.complete()).isTrue();
        assertThat(seen.disks()).containsExactly(Optional.of(image.toString()));
    }

    @Test
    void whatCouldNotBeRescuedIsDamageOfOneCopy() throws IOException, AssemblyException {
        long lost = Inspection.of(image.toString())
                .metadata()
                .geometry()
                .copies()
                .get(0)
                .place(33)
                .sector()
                .number();
        write(image, lost, new byte[ImageDisk.BLOCK_BYTES]);

        Inspection seen = Inspection.of(image.toString());

        assertThat(seen.metadata().mapped()).containsExactly(MAPPING);
        assertThat(seen.damage().get(0)).singleElement().asString().contains("sector " + lost);
        assertThat(seen.damage().get(1)).isEmpty();
    }

    @Test
    void lookingAtAnImageChangesNothing() throws IOException, AssemblyException {
        byte[] before = Files.readAllBytes(image);
        assertThat(image.toFile().setWritable(false)).isTrue();

        Inspection.of(image.toString());

        assertThat(Files.readAllBytes(image)).isEqualTo(before);
    }

    @Test
    void anImageOfOneOfTwoDisksTellsThatTheOtherIsMissing() throws IOException, MetadataException, AssemblyException {
        ImageDisk data = ImageDisk.of(SECTORS);
        ImageDisk spares = ImageDisk.of(SECTORS);
        DeviceMetadataStore.create(
                List.of(data, spares),
                States.fresh(Layout.onEmptyDiskBeside(States.disk(SECTORS), States.disk(SECTORS), 8, 100)
                        .orElseThrow()));
        DeviceMetadataStore.load(List.of(data, spares)).save(List.of(States.commit(80, 3)));

        for (int member = 0; member < 2; member++) {
            Path one = copy(List.of(data, spares).get(member), "disk" + member);
            Inspection seen = Inspection.of(one.toString());

            assertThat(seen.metadata().mapped()).containsExactly(MAPPING);
            assertThat(seen.complete()).isFalse();
            assertThat(seen.disks().get(member)).contains(one.toString());
            assertThat(seen.disks().get(1 - member)).isEmpty();
        }
    }

    @Test
    void aFileThatIsNoImageOrNotAllOfOneIsRefused() throws IOException {
        refused(Files.createFile(directory.resolve("empty")), "no remapd metadata");
        refused(Files.writeString(directory.resolve("text"), "something else\n".repeat(10_000)), "no remapd metadata");
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            file.truncate(1000 * 512 + 7);
        }
        refused(image, "it was written for a disk of 20000 sectors, and this one has 1000");
        refused(directory.resolve("nowhere"), "there is no such device");
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> Inspection.of(file.toString()))
                .isInstanceOf(AssemblyException.class)
                .hasMessageContainingAll(file.toString(), why);
    }

    private Path copy(ImageDisk from, String name) throws IOException {
        Path file = Files.createFile(directory.resolve(name));
        for (long block : from.used()) {
            write(file, block * 8, from.block(block));
        }
        write(file, SECTORS - 1, new byte[BlockDevice.SECTOR_BYTES]);
        return file;
    }

    private static void write(Path file, long sector, byte[] bytes) throws IOException {
        try (FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
            to.write(ByteBuffer.wrap(bytes), sector * BlockDevice.SECTOR_BYTES);
        }
    }
}
