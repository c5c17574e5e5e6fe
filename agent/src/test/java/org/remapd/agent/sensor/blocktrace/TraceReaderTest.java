package org.remapd.agent.sensor.blocktrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockErrors.Entry;
import org.remapd.agent.port.BlockErrors.Failed;
import org.remapd.agent.port.BlockErrors.Missed;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.twin.MemoryFeed;

class TraceReaderTest {

    private static final int ENODEV = 19;

    private final MemoryFeed pipe = new MemoryFeed();
    private final TraceReader reader = new TraceReader(pipe);

    @Test
    void givesWhatFailedAndHow() throws IOException {
        pipe.add(line("8,16 RS () 2400 + 8 [-61]") + line("259,0 W () 8192 + 256 [-5]"));

        assertThat(reader.poll(Duration.ZERO))
                .containsExactly(
                        new Failed("8:16", SectorRange.of(2400, 8), false, IoError.MEDIUM),
                        new Failed("259:0", SectorRange.of(8192, 256), true, IoError.UNSPECIFIC));
        assertThat(pipe.waits()).isZero();
    }

    @Test
    void waitsWhenThereIsNothingAndGivesWhatComesMeanwhile() throws IOException {
        assertThat(reader.poll(Duration.ofSeconds(1))).isEmpty();
        assertThat(pipe.waits()).isEqualTo(1);

        pipe.comesWhileWaiting(line("8,16 RS () 2400 + 8 [-61]"));
        assertThat(reader.poll(Duration.ofSeconds(1))).hasSize(1);
    }

    @Test
    void aLineMayComeInPieces() throws IOException {
        String line = line("8,16 RS () 2400 + 8 [-61]");
        pipe.add(line.substring(0, 70));
        pipe.add(line.substring(70) + line);

        assertThat(all()).hasSize(2).containsOnly(new Failed("8:16", SectorRange.of(2400, 8), false, IoError.MEDIUM));
    }

    @Test
    void whatWasOverwrittenIsTold() throws IOException {
        pipe.add("CPU:0 [LOST 720 EVENTS]\n" + line("8,16 RS () 2400 + 8 [-61]") + "CPU:12 [LOST EVENTS]\n");

        assertThat(all())
                .containsExactly(
                        new Missed(720),
                        new Failed("8:16", SectorRange.of(2400, 8), false, IoError.MEDIUM),
                        new Missed(1));
    }

    @Test
    void anErrorThatCannotBeUnderstoodWasOneAllTheSame() throws IOException {
        pipe.add(line("dev=0x800010 sector=2400 nr_sector=8 error=-61"));
        pipe.add("x".repeat(9_000));
        pipe.add("x".repeat(9_000));

        assertThat(all()).containsExactly(new Missed(1), new Missed(1));
    }

    @Test
    void whatIsOfNoSectorIsNoErrorOfOne() throws IOException {
        pipe.add(line("8,16 FF () 0 + 0 [-5]") + line("8,16 D () 2400 + 8 [-5]") + line("8,16 R () 2400 + 0 [-5]")
                + "##### CPU 1 buffer started ####\n\n");

        assertThat(all()).isEmpty();
    }

    @Test
    void interruptionsAreNoErrorsButErrorsAre() throws IOException {
        pipe.fail(Errno.EINTR);
        pipe.add(line("8,16 RS () 2400 + 8 [-61]"));
        pipe.fail(ENODEV);

        assertThat(reader.poll(Duration.ZERO)).hasSize(1);
        assertThatThrownBy(() -> reader.poll(Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("trace_pipe");
    }

    private static String line(String event) {
        return "    kworker/0:1H-38      [000] .....     8.480387: block_rq_error: " + event + "\n";
    }

    private List<Entry> all() throws IOException {
        List<Entry> all = new ArrayList<>();
        while (!pipe.isEmpty()) {
            all.addAll(reader.poll(Duration.ZERO));
        }
        return all;
    }
}
