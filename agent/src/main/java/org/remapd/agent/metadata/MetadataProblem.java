package org.remapd.agent.metadata;

/** Why a place on a disk does not give a state. Each is a different thing to tell the administrator. */
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

    /** Written by a newer remapd: not to be touched by this one. */
    record TooNew(long version) implements MetadataProblem {
        @Override
        public String describe() {
            return "metadata of version " + version + ", and this remapd knows versions up to " + MetadataCodec.VERSION
                    + ": use a newer remapd";
        }
    }

    /** Ours, but torn or rotten. */
    record Corrupt(String what) implements MetadataProblem {
        @Override
        public String describe() {
            return "corrupt metadata: " + what;
        }
    }

    /** The drive did not give it. */
    record Unreadable(String why) implements MetadataProblem {
        @Override
        public String describe() {
            return "unreadable metadata: " + why;
        }
    }
}
