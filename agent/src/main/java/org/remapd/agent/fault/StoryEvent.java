package org.remapd.agent.fault;

import java.util.ArrayList;
import java.util.List;

/** One thing that was said of a place, or done about it. */
public sealed interface StoryEvent {

    /** What an event and its place in a book take of memory beside its words. */
    int BYTES = 240;

    /** Characters of all its words. */
    int length();

    /** About how many bytes it takes; rather more than less. */
    default int weight() {
        return BYTES + 2 * length();
    }

    /** Somebody's word; {@code evidence} verbatim, and if it is very long only its first lines. */
    record Hint(SectorRange where, Cause cause, List<String> evidence) implements StoryEvent {

        static final int EVIDENCE = 4096;
        private static final int LINE = 28;

        public Hint {
            evidence = bounded(evidence);
        }

        private static List<String> bounded(List<String> lines) {
            List<String> kept = new ArrayList<>();
            int room = EVIDENCE;
            for (String line : lines) {
                room -= LINE + line.length();
                if (room < 0) {
                    kept.add("(and " + (lines.size() - kept.size()) + " lines more)");
                    break;
                }
                kept.add(line);
            }
            return List.copyOf(kept);
        }

        @Override
        public int length() {
            return cause.words().length()
                    + evidence.stream().mapToInt(line -> LINE + line.length()).sum();
        }
    }

    /** We looked at what a hint names, or did not; {@code came} says what came of it. */
    record Look(SectorRange where, String came) implements StoryEvent {
        @Override
        public int length() {
            return came.length();
        }
    }

    /** An earlier daemon, here or on another machine, left this on record. */
    record OnRecord(Fate fate, String cause, LostSectors lost) implements StoryEvent {
        @Override
        public int length() {
            return cause.length();
        }
    }

    /** Of a long story so many events are not kept, here in its middle. */
    record Omitted(long events) implements StoryEvent {
        @Override
        public int length() {
            return 0;
        }
    }

    /** A heal begins. */
    record Begun(Cause cause) implements StoryEvent {
        @Override
        public int length() {
            return cause.words().length();
        }
    }

    /** An open fault is gone on with. */
    record Again() implements StoryEvent {
        @Override
        public int length() {
            return 0;
        }
    }

    /** We read a suspect. */
    record Probed(Probe probe) implements StoryEvent {

        private static final int ATTEMPT = 40;

        @Override
        public int length() {
            return probe.attempts().stream().mapToInt(Probed::length).sum();
        }

        private static int length(IoResult attempt) {
            return ATTEMPT
                    + (attempt instanceof IoResult.Failed failed
                            ? failed.detail().length()
                            : 0);
        }
    }

    /** A step of a heal, and what came of it. */
    record Step(String what, String came) implements StoryEvent {
        @Override
        public int length() {
            return what.length() + came.length();
        }
    }

    /** Nothing is done for now. */
    record Waits(String why) implements StoryEvent {
        @Override
        public int length() {
            return why.length();
        }
    }

    /** Of a unit that was said to be bad again and again, and read well each time. */
    record Watched(String came) implements StoryEvent {
        @Override
        public int length() {
            return came.length();
        }
    }

    /** The end of an attempt. */
    record Ended(Fate fate, String reason, LostSectors lost) implements StoryEvent {
        @Override
        public int length() {
            return reason.length();
        }
    }
}
