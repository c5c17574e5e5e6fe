package org.remapd.daemon.words;

import java.util.ArrayList;
import java.util.List;
import org.remapd.daemon.control.StoryReport;

/**
 * A line of a story, for people.
 *
 * @param when     in UTC
 * @param kind     as {@link StoryReport.Entry} has it
 * @param evidence what it was read in, verbatim
 */
public record StoryLine(String when, String kind, String text, List<String> evidence) {

    /** A drive and its kernel say the same again and again: after the first of them, more than this many more are a line together. */
    private static final int TOLD = 1;

    /** An entry a line, oldest first; of hints in a row that say the same, the first. */
    public static List<StoryLine> of(List<StoryReport.Entry> story) {
        List<StoryLine> lines = new ArrayList<>();
        int next = 0;
        while (next < story.size()) {
            StoryReport.Entry entry = story.get(next++);
            lines.add(of(entry));
            int end = endOfSame(story, next, entry);
            if (end - next > TOLD) {
                lines.add(more(end - next, story.get(end - 1)));
                next = end;
            }
        }
        return lines;
    }

    private static StoryLine of(StoryReport.Entry entry) {
        return new StoryLine(entry.when(), entry.kind(), StoryWords.of(entry), entry.evidence());
    }

    /** Where those that say the same as {@code first} end. */
    private static int endOfSame(List<StoryReport.Entry> story, int from, StoryReport.Entry first) {
        String said = StoryWords.of(first);
        int end = from;
        while (first.kind().equals("hint")
                && end < story.size()
                && story.get(end).kind().equals("hint")
                && StoryWords.of(story.get(end)).equals(said)) {
            end++;
        }
        return end;
    }

    private static StoryLine more(int count, StoryReport.Entry last) {
        return new StoryLine(last.when(), last.kind(), "the same, " + count + " times more until then", List.of());
    }
}
