package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.ImageDisk;

/**
 * Disks as version 1 wrote them, which every later remapd has to read. An image is never made anew for a version that was
 * released; {@code -Dremapd.golden=DIRECTORY} writes those of the version at hand.
 */
class GoldenImageTest {

    private static final long SECTORS = 20_000;
    private static final Instant WHEN = Instant.parse("2026-11-21T09:00:00Z");
    private static final Event EVENT = new Event(
            WHEN, new MappedSector(88), new DiskSector(2136), Fate.POISONED, States.lost(3), "kernel log: I/O error");
    private static final OpenFault FAULT = new OpenFault(new MappedSector(240), States.lost(7), 5, WHEN, "scrub");
    private static final ScrubNote SCRUB = new ScrubNote(
            Optional.of(new ScrubNote.Underway(
                    WHEN, new ScrubCheckpoint(new DiskSector(4096), List.of()), 2, Duration.ZERO, false)),
            List.of(new ScrubNote.Finished(WHEN.minusSeconds(7200), WHEN.minusSeconds(3600), 1, 0)));

    @ParameterizedTest
    @ValueSource(strings = {"layout-a", "layout-b"})
    void whatVersion1WroteIsRead(String name) throws IOException, MetadataException {
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(golden(name)));
        Metadata state = store.current();
        assertThat(store.damage()).isEmpty();
        assertThat(state.superblock().name()).isEqualTo("golden");
        assertThat(state.superblock().created()).isEqualTo(States.CREATED);
        assertThat(state.superblock().hasMoved(0)).isTrue();
        assertThat(state.geometry()).isEqualTo(geometry(name));
        assertThat(state.mapped())
                .containsExactly(
                        new Mapping(new MappedSector(80), new Spare(0), LostSectors.none()),
                        new Mapping(new MappedSector(88), new Spare(1), States.lost(3)),
                        new Mapping(new MappedSector(96), new Spare(260), LostSectors.none()));
        assertThat(state.at(new Spare(260))).isInstanceOf(SpareRecord.Prepared.class);
        assertThat(state.at(new Spare(2))).as("free again").isEqualTo(new SpareRecord.Free());
        assertThat(state.retiredSpares()).containsExactly(new Spare(4));
        assertThat(state.faults()).containsExactly(FAULT);
        assertThat(state.history()).containsExactly(EVENT);
        assertThat(state.scrub()).isEqualTo(SCRUB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layout-a", "layout-b"})
    void theSameIsWrittenByteForByte(String name) throws IOException, MetadataException {
        ImageDisk written = write(name);
        String directory = System.getProperty("remapd.golden");
        if (directory != null) {
            save(written, Path.of(directory, name + ".gz"));
        }
        ImageDisk golden = golden(name);
        assertThat(written.used()).isEqualTo(golden.used());
        for (long block : golden.used()) {
            assertThat(written.block(block)).as("block %d", block).isEqualTo(golden.block(block));
        }
    }

    private static Geometry geometry(String name) {
        Geometry.Member disk = new Geometry.Member(SECTORS, false, "ata-GOLDEN_1");
        return (name.equals("layout-a") ? Layout.onEmptyDisk(disk, 8, 300) : Layout.behind(disk, 8000, 8, 300))
                .orElseThrow();
    }

    private static ImageDisk write(String name) throws MetadataException {
        ImageDisk disk = ImageDisk.of(SECTORS);
        DeviceMetadataStore.create(List.of(disk), States.fresh(geometry(name)).named("golden"));
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
        disk.goBad(store.current().superblock().place(0, 33, 0).sector().number() / 8);
        store.save(List.of(States.commit(80, 0), States.commit(88, 1, 2, 3), States.commit(104, 2), States.retire(4)));
        store.save(List.of(
                States.prepare(96, 260),
                States.withdraw(2),
                new Change.Poison(new Spare(1), States.lost(3)),
                new Change.Open(FAULT),
                new Change.Open(new OpenFault(new MappedSector(248), States.lost(1), 1, WHEN, "smart")),
                new Change.Remember(EVENT),
                new Change.NoteScrub(SCRUB)));
        store.save(List.of(new Change.Close(new MappedSector(248))));
        assertThat(store.readOnly()).isEmpty();
        return disk;
    }

    private static void save(ImageDisk disk, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            for (long block : new TreeSet<>(disk.used())) {
                out.writeLong(block);
                out.write(disk.block(block));
            }
        }
    }

    private static ImageDisk golden(String name) throws IOException {
        return ImageDisk.load("/org/remapd/agent/metadata/golden-v1/" + name + ".gz", SECTORS);
    }
}
