package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.TestClock;

class ReaderTest {

    private static final SectorRange BAD = SectorRange.of(1000, 8);

    private final TestClock clock = new TestClock();
    private final List<String> told = new ArrayList<>();

    private Optional<Read> next = Optional.of(new Read(BAD, Read.Kind.BLOCK));

    /** Gives out one read. */
    private final Reader.Work work = new Reader.Work() {

        @Override
        public Optional<Read> take() {
            Optional<Read> taken = next;
            next = Optional.empty();
            return taken;
        }

        @Override
        public void read(Read read, DiskSector end, long nanos, long last) {
            told.add(read.range().first() + " to " + end + " in "
                    + Duration.ofNanos(nanos).toMillis() + " ms, the last in "
                    + Duration.ofNanos(last).toMillis());
        }

        @Override
        public void failing(Read read) {
            told.add("failing");
        }

        @Override
        public void failed(Read read, SectorRange piece, IoResult.Failed why, long nanosBefore, long nanos) {
            told.add("failed");
        }

        @Override
        public void trouble(Read read, String why) {
            told.add(why);
        }
    };

    @Test
    void aRunEndsWithAPieceThatTakesLongAndWhatThatTookIsTold() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        next = Optional.of(new Read(SectorRange.of(1000, 64), Read.Kind.BLOCK, 8));
        disk.beforeRead(
                range -> clock.advance(Duration.ofMillis(range.first().equals(new DiskSector(1016)) ? 300 : 5)));
        ReadBuffers buffers = new ReadBuffers();

        new Reader(disk, false, buffers, buffers.lend(1, 64 << 10).get(0), work, clock).run();

        assertThat(told).containsExactly("1000 to 1024 in 310 ms, the last in 300");
    }

    @Test
    void eachReadHasTheDrivesTimeToItselfAlsoThoseThatTellWhetherTheDiskIsAlive() {
        MemoryDisk disk = MemoryDisk.of512e(8192)
                .failReads(BAD.first().number(), BAD.count())
                .failReads(0, 8);
        ReadBuffers buffers = new ReadBuffers();
        Reader reader =
                new Reader(disk, false, buffers, buffers.lend(1, 64 << 10).get(0), work, clock);
        List<Long> owed = new ArrayList<>();
        disk.beforeRead(range -> {
            owed.add(clock.nanos() - reader.silentSince());
            clock.advance(Duration.ofSeconds(40));
        });

        reader.run();

        assertThat(told).containsExactly("failing", "failed");
        assertThat(owed).as("the block, the disk's first, its middle").containsExactly(0L, 0L, 0L);
    }
}
