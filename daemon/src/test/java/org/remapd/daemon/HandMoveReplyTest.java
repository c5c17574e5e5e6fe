package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.HandMove;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.daemon.control.Reply;

/** Somebody who has a unit moved is told from where and to where, in the device's sectors and in the disk's. */
class HandMoveReplyTest {

    private static final MappedRange UNIT = new MappedRange(new MappedSector(5000), 8);
    private static final HandMove.Place HERE = new HandMove.Place("/dev/sda", SectorRange.of(7048, 8));
    private static final HandMove.Place THERE = new HandMove.Place("/dev/sdb", SectorRange.of(4096, 8));

    @Test
    void aUnitThatIsMovedIsNamedWithBothOfItsPlaces() {
        Reply reply = HandMoveReply.of("data", new HandMove.Moved(UNIT, HERE, THERE, List.of()));
        assertThat(reply)
                .isEqualTo(Reply.done(List.of("data: sectors 5000+8 moved from disk /dev/sda 7048+8 to"
                        + " disk /dev/sdb 4096+8, with all of their data")));
    }

    @Test
    void whatWasLostIsNamedAndNeedsAttention() {
        List<MappedSector> lost = List.of(new MappedSector(5003), new MappedSector(5004));
        Reply reply = HandMoveReply.of("data", new HandMove.Moved(UNIT, HERE, THERE, lost));
        assertThat(reply)
                .isEqualTo(Reply.attention(List.of(
                        "data: sectors 5000+8 moved from disk /dev/sda 7048+8 to disk /dev/sdb 4096+8",
                        "  lost, and read as errors until they are overwritten: sectors 5003 5004")));
    }

    @Test
    void whatIsNotMovedIsAFailureWithItsReason() {
        assertThat(HandMoveReply.of("data", new HandMove.Refused("no spare is left")))
                .isEqualTo(Reply.failed("data: no spare is left"));
    }
}
