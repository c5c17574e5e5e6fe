package org.remapd.agent.metadata;

import java.util.UUID;

/** Why a place on a disk does not give metadata. Each is a different thing to tell the administrator. */
public sealed interface MetadataProblem {

    /** In words, naming the place. */
    String describe();

    /** Nothing of ours, and nothing else either: all zeros. */
    record Blank() implements MetadataProblem {
        @Override
        public String describe() {
            return "no remapd metadata (blank)";
        }
    }

    /** Something that does not begin with our magic. */
    record NotOurs() implements MetadataProblem {
        @Override
        public String describe() {
            return "no remapd metadata";
        }
    }

    /** Written by an older remapd, in a format that is no longer read. */
    record TooOld(long version) implements MetadataProblem {
        @Override
        public String describe() {
            return "metadata of version " + version + ", which was never released; this remapd knows version "
                    + Block.VERSION;
        }
    }

    /** Written by a newer remapd: not to be touched by this one. */
    record TooNew(long version) implements MetadataProblem {
        @Override
        public String describe() {
            return "metadata of version " + version + ", and this remapd knows versions up to " + Block.VERSION
                    + ": use a newer remapd";
        }
    }

    /** Of another remap device than what lies beside it. */
    record Foreign(Location at, UUID found, UUID expected) implements MetadataProblem {
        @Override
        public String describe() {
            return "at " + at + " lies metadata of device " + found + ", and this is device " + expected;
        }
    }

    /** Ours, but only in part: a write that was cut off. */
    record Torn(Location at) implements MetadataProblem {
        @Override
        public String describe() {
            return "torn metadata: at " + at + ", a write was cut off";
        }
    }

    /** Ours, but rotten. */
    record Corrupt(Location at, String what) implements MetadataProblem {
        @Override
        public String describe() {
            return "corrupt metadata: at " + at + ", " + what;
        }
    }

    /** The drive did not give it. */
    record Unreadable(Location at, String why) implements MetadataProblem {
        @Override
        public String describe() {
            return "unreadable metadata: " + at + ": " + why;
        }
    }

    /** Both copies of a page are damaged, or they contradict each other: what it said cannot be told for certain. */
    record PageLost(String page, String why) implements MetadataProblem {
        @Override
        public String describe() {
            return "damaged metadata: " + page + " cannot be told for certain: " + why;
        }
    }

    /** Whole in every block, and yet it cannot be true. */
    record Contradictory(String what) implements MetadataProblem {
        @Override
        public String describe() {
            return "contradictory metadata: " + what;
        }
    }
}
