package org.remapd.daemon.alert;

import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.owner.Printable;

/** A notice in words. What others wrote (names of files, models of disks) does nothing in it but to be read. Pure. */
record NoticeText(String subject, String body) {

    /**
     * For people.
     *
     * @param host the machine's name
     */
    static NoticeText of(WrittenNotice notice, String host) {
        String device = notice.device().isEmpty() ? "" : notice.device() + ": ";
        String what = notice.kind().replace('-', ' ');
        String more = notice.count() > 1 ? " (" + notice.count() + " alerts)" : "";
        String again = notice.reminder() > 0 ? "still: " : "";
        String subject = "remapd on " + host + ": " + again + device + what + more + " [" + notice.severity() + "]";
        List<String> lines = new ArrayList<>();
        if (notice.reminder() > 0) {
            lines.add("This was told before (" + notice.since() + "), and is still so:");
            lines.add("");
        }
        notice.messages().forEach(message -> lines.add(Printable.line(message)));
        int untold = notice.count() - notice.messages().size();
        if (untold > 0) {
            lines.add("and " + untold + " more like it: journalctl -x REMAPD_DEVICE=" + notice.device());
        }
        lines.add("");
        if (notice.reminder() == 0) {
            lines.add("When that was:    " + notice.since());
        }
        lines.add(("How it is now:    remapd status " + notice.device()).strip());
        lines.add("What it means:    journalctl -x MESSAGE_ID=" + notice.messageId());
        if (!notice.device().isEmpty()) {
            lines.add("Enough of this:   remapd acknowledge " + notice.device());
        }
        return new NoticeText(Printable.line(subject), String.join("\n", lines) + "\n");
    }
}
