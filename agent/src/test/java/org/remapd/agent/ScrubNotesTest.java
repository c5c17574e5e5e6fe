package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.States;

/** How the scrubs did is on record. */
class ScrubNotesTest {

    private static final ScrubNote NOTE =
            ScrubNote.NONE.and(new ScrubNote.Finished(States.CREATED, States.CREATED.plusSeconds(60), 3, 0));

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void aNoteIsRecordedAtOnce() {
        assertThat(rig.watched.note(NOTE)).isTrue();
        rig.watched.runUntilIdle();

        assertThat(rig.store.current().scrub()).isEqualTo(NOTE);
    }

    @Test
    void oneThatComesWhileTheBreakerIsOpenIsKnownAtOnceAndRecordedWhenItIsClosed() {
        rig.await(rig.watched.switchBreaker(true));
        rig.watched.note(NOTE);
        rig.watched.runUntilIdle();

        assertThat(rig.watched.status().scrub()).isEqualTo(NOTE);
        assertThat(rig.store.current().scrub()).isEqualTo(ScrubNote.NONE);

        rig.await(rig.watched.switchBreaker(false));
        rig.watched.runUntilIdle();
        assertThat(rig.store.current().scrub()).isEqualTo(NOTE);
    }
}
