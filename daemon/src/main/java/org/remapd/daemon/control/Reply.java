package org.remapd.daemon.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer. Lines with {@code progress}, or with {@code lines} alone, may come first; the last has an {@code exit}.
 *
 * @param exit     the exit status for the client: 0 done, 1 done and something needs attention, 3 could not
 * @param error    what is in the way, if it could not
 * @param lines    what happened, in words
 * @param status   the answer to STATUS
 * @param progress scrubs that are waited for
 * @param story    the answer to EXPLAIN
 * @param surface  the answer to SURFACE
 */
public record Reply(
        @Nullable Integer exit,
        @Nullable String error,
        @Nullable List<String> lines,
        @Nullable StatusReport status,
        @Nullable List<StatusReport.Scrub> progress,
        @Nullable StoryReport story,
        @Nullable SurfaceReport surface) {

    public static final int DONE = 0;
    public static final int ATTENTION = 1;
    public static final int FAILED = 3;

    /** What the error begins with if there is no such device. */
    public static final String UNKNOWN = "no device is called ";

    public static Reply done(List<String> lines) {
        return new Reply(DONE, null, lines, null, null, null, null);
    }

    public static Reply attention(List<String> lines) {
        return new Reply(ATTENTION, null, lines, null, null, null, null);
    }

    public static Reply failed(String error) {
        return new Reply(FAILED, error, null, null, null, null, null);
    }

    public static Reply status(StatusReport report) {
        return new Reply(report.attention() ? ATTENTION : DONE, null, null, report, null, null, null);
    }

    public static Reply progress(List<StatusReport.Scrub> scrubs) {
        return new Reply(null, null, null, null, scrubs, null, null);
    }

    /** What is waited for meanwhile, in words; nothing, to see whether the client is still there. */
    public static Reply waiting(List<String> lines) {
        return new Reply(null, null, lines, null, null, null, null);
    }

    /** Of a unit; it needs attention if it is bad, or sectors of it are lost. */
    public static Reply story(StoryReport report, boolean attention) {
        return new Reply(attention ? ATTENTION : DONE, null, null, null, null, report, null);
    }

    public static Reply surface(SurfaceReport report) {
        return new Reply(DONE, null, null, null, null, null, report);
    }

    /** Whether nothing follows. */
    public boolean last() {
        return exit != null;
    }
}
