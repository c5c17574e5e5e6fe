package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.port.KernelLog.Logged;
import org.remapd.agent.port.KernelLog.Overrun;
import org.remapd.agent.port.KernelLog.Position;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.twin.MemoryFeed;

class KmsgReaderTest {

    private static final int EBADF = 9;

    private final MemoryFeed ring = new MemoryFeed();

    @Test
    void givesRecordsAndThenNothing() throws IOException {
        add(7, 8);
        KmsgReader reader = KmsgReader.from(ring, "boot");

        assertThat(reader.position()).isEmpty();
        assertThat(all(reader)).containsExactly(record(7), record(8));
        assertThat(reader.position()).contains(new Position("boot", 8));
        assertThat(ring.waits()).isEqualTo(1);
    }

    @Test
    void whatComesWhileWaitingIsGiven() throws IOException {
        KmsgReader reader = KmsgReader.from(ring, "boot");
        ring.comesWhileWaiting(text(9));

        assertThat(reader.poll(Duration.ofSeconds(1))).contains(record(9));
    }

    @Test
    void anOverrunIsCountedByTheGap() throws IOException {
        add(7);
        ring.fail(Errno.EPIPE);
        add(10);
        KmsgReader reader = KmsgReader.from(ring, "boot");

        assertThat(all(reader)).containsExactly(record(7), new Overrun(2), record(10));
    }

    @Test
    void anOverrunBeforeTheFirstRecordIsToldToo() throws IOException {
        ring.fail(Errno.EPIPE);
        add(10);

        assertThat(all(KmsgReader.from(ring, "boot"))).containsExactly(new Overrun(1), record(10));
    }

    @Test
    void aPositionIsBehindARecordOnlyOnceThatWasGiven() throws IOException {
        add(7, 10);
        KmsgReader reader = KmsgReader.from(ring, "boot");
        reader.poll(Duration.ZERO);

        assertThat(reader.poll(Duration.ZERO)).contains(new Overrun(2));
        assertThat(reader.position()).contains(new Position("boot", 7));
    }

    @Test
    void goesOnBehindAPositionOfTheSameBoot() throws IOException {
        add(5, 6, 7, 8);

        assertThat(all(KmsgReader.after(new Position("boot", 6), ring, "boot"))).containsExactly(record(7), record(8));
    }

    @Test
    void whatWasOverwrittenWhileNobodyReadIsTold() throws IOException {
        add(9);

        assertThat(all(KmsgReader.after(new Position("boot", 6), ring, "boot")))
                .containsExactly(new Overrun(2), record(9));
    }

    @Test
    void afterARebootEverythingIsNew() throws IOException {
        add(0, 1);

        assertThat(all(KmsgReader.after(new Position("last boot", 600), ring, "boot")))
                .containsExactly(record(0), record(1));
    }

    @Test
    void interruptionsAreNoErrorsButErrorsAre() throws IOException {
        ring.fail(Errno.EINTR);
        add(1);
        ring.fail(EBADF);
        KmsgReader reader = KmsgReader.from(ring, "boot");

        assertThat(reader.poll(Duration.ZERO)).contains(record(1));
        assertThatThrownBy(() -> reader.poll(Duration.ZERO)).isInstanceOf(IOException.class);
    }

    private void add(long... sequences) {
        for (long sequence : sequences) {
            ring.add(text(sequence));
        }
    }

    private static Logged record(long sequence) {
        return new Logged(sequence, text(sequence));
    }

    private static String text(long sequence) {
        return "6," + sequence + ",1000,-;text\n SUBSYSTEM=scsi\n";
    }

    private static List<KernelLog.Entry> all(KmsgReader reader) throws IOException {
        List<KernelLog.Entry> all = new ArrayList<>();
        Optional<KernelLog.Entry> next = reader.poll(Duration.ZERO);
        while (next.isPresent()) {
            all.add(next.get());
            next = reader.poll(Duration.ZERO);
        }
        return all;
    }
}
