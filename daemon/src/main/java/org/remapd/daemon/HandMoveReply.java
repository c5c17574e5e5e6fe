package org.remapd.daemon;

import java.util.List;
import java.util.stream.Collectors;
import org.remapd.agent.HandMove;
import org.remapd.daemon.control.Reply;

/** What came of a move by hand, in words, with all places as {@code --range} and dd take them. */
final class HandMoveReply {

    private HandMoveReply() {}

    static Reply of(String device, HandMove came) {
        if (!(came instanceof HandMove.Moved moved)) {
            return Reply.failed(device + ": " + ((HandMove.Refused) came).why());
        }
        String line = device + ": sectors " + moved.unit() + " moved from " + moved.from() + " to " + moved.to();
        if (moved.lost().isEmpty()) {
            return Reply.done(List.of(line + ", with all of their data"));
        }
        String lost = moved.lost().stream().map(Object::toString).collect(Collectors.joining(" "));
        return Reply.attention(List.of(line, "  lost, and read as errors until they are overwritten: sectors " + lost));
    }
}
