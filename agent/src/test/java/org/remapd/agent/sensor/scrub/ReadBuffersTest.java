package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/** Scrubs have little memory, whatever their number: twice as much as one has at its fastest. */
class ReadBuffersTest {

    private static final int MIB = 1 << 20;

    private final ReadBuffers buffers = new ReadBuffers();

    @Test
    void theFirstHasAllThatItWantsAndWhoComesLaterHalfOfWhatIsLeft() {
        for (int bytes = 4 * MIB; bytes >= 64 << 10; bytes /= 2) {
            int size = bytes;
            assertThat(buffers.lend(2, 4 * MIB)).hasSize(2).allMatch(buffer -> buffer.bytes() == size);
        }
    }

    @Test
    void whoeverComesHasSomething() {
        for (int scrub = 0; scrub < 100; scrub++) {
            assertThat(buffers.lend(2, 4 * MIB)).isNotEmpty().allMatch(buffer -> buffer.bytes() >= 64 << 10);
        }
    }

    @Test
    void whatComesBackIsLentAgain() {
        List<ReadBuffers.Buffer> first = buffers.lend(2, 4 * MIB);
        assertThat(buffers.lend(2, 4 * MIB)).hasSize(2).allMatch(buffer -> buffer.bytes() == 2 * MIB);
        first.forEach(buffers::takeBack);
        assertThat(buffers.lend(2, 4 * MIB)).hasSize(2).allMatch(buffer -> buffer.bytes() == 2 * MIB);
        assertThat(buffers.lend(1, 4 * MIB)).hasSize(1).allMatch(buffer -> buffer.bytes() == 4 * MIB);
    }

    /** What each wrote is what it finds, whoever else has come and gone. */
    @Test
    void nobodyReadsIntoAnothersMemory() {
        Seeds.each(50, random -> {
            ReadBuffers some = new ReadBuffers();
            List<ReadBuffers.Buffer> lent = new ArrayList<>();
            Set<ReadBuffers.Buffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int step = 0; step < 100; step++) {
                if (random.nextBoolean() || lent.isEmpty()) {
                    some.lend(1 + random.nextInt(4), (64 << 10) << random.nextInt(7))
                            .forEach(buffer -> {
                                assertThat(seen.add(buffer)).isTrue();
                                lent.add(buffer);
                                mark(buffer, seen.size());
                            });
                } else {
                    some.takeBack(lent.remove(random.nextInt(lent.size())));
                }
                requireApart(lent, random);
            }
        });
    }

    private static void mark(ReadBuffers.Buffer buffer, int value) {
        ByteBuffer memory = buffer.of(buffer.bytes());
        memory.putInt(0, value).putInt(buffer.bytes() / 2, value).putInt(buffer.bytes() - 4, value);
    }

    private static void requireApart(List<ReadBuffers.Buffer> lent, Random random) {
        for (ReadBuffers.Buffer buffer : lent) {
            ByteBuffer memory = buffer.of(buffer.bytes());
            assertThat(memory.getInt(0))
                    .isEqualTo(memory.getInt(buffer.bytes() / 2))
                    .isEqualTo(memory.getInt(buffer.bytes() - 4));
        }
        if (!lent.isEmpty()) {
            ReadBuffers.Buffer any = lent.get(random.nextInt(lent.size()));
            mark(any, random.nextInt());
        }
    }
}
