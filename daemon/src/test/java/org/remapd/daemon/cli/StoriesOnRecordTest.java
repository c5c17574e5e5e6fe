package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Superblock;

class StoriesOnRecordTest {

    private static final Geometry GEOMETRY =
            Layout.onEmptyDisk(new Geometry.Member(20_000, false, ""), 8, 100).orElseThrow();
    private static final Metadata METADATA = Metadata.fresh(Superblock.fresh(
            UUID.fromString("12345678-9abc-4def-8123-456789abcdef"),
            "data",
            Instant.parse("2026-11-21T08:00:00Z"),
            GEOMETRY));

    private int reads;
    private final StoriesOnRecord records = new StoriesOnRecord(() -> {
        reads++;
        return new Inspection(List.of(Optional.of("/dev/sdb")), List.of(), METADATA, List.of(List.of(), List.of()));
    });

    @Test
    void ofSeveralSectorsTheDisksAreReadOnce() throws Exception {
        assertThat(unit(43)).isEqualTo(40);
        assertThat(unit(80)).isEqualTo(80);
        assertThatIOException()
                .isThrownBy(() -> records.of(new MappedSector(20_000)))
                .withMessageStartingWith("data: ");
        assertThat(unit(0)).isZero();

        assertThat(reads).isEqualTo(1);
    }

    @Test
    void disksThatCouldNotBeReadAreTriedAgain() throws Exception {
        StoriesOnRecord shaky = new StoriesOnRecord(() -> {
            if (reads++ == 0) {
                throw new IOException("/dev/sdb: Input/output error");
            }
            return new Inspection(List.of(Optional.of("/dev/sdb")), List.of(), METADATA, List.of());
        });

        assertThatIOException().isThrownBy(() -> shaky.of(new MappedSector(43)));
        assertThat(shaky.of(new MappedSector(43)).story()).isNotNull();
    }

    private long unit(long sector) throws Exception {
        return Objects.requireNonNull(records.of(new MappedSector(sector)).story())
                .unit();
    }
}
