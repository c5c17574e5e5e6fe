package org.remapd.agent.owner;

import java.util.List;

/** Whose a sector is. */
public sealed interface Owner {

    /** Of a device that is larger than what lies on it. */
    Owner BEHIND = new Free("space behind the end of the file system");

    /** One file has it, or several share it. Never empty. */
    record Files(List<OwnedFile> files) implements Owner {
        public Files {
            files = List.copyOf(files);
        }
    }

    /** A file system's own, or a table of partitions, or the like; in words: "the inode table of group 3". */
    record Metadata(String what) implements Owner {}

    /** Nobody's; in words: "free space of the volume group vg0". */
    record Free(String what) implements Owner {}

    /** Somebody's who has no files; in words: "swap space". */
    record Used(String what) implements Owner {}

    /** It cannot be told, and why. */
    record Unknown(String why) implements Owner {}
}
