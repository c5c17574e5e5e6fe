package org.remapd.agent.owner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A name in a directory, from {@code struct linux_dirent64} (getdents64(2)). */
public record DirectoryEntry(long inode, OwnedFile.Kind kind, FilePath name) {

    private static final int AT_LENGTH = 16;
    private static final int AT_KIND = 18;
    private static final int AT_NAME = 19;
    private static final FilePath SELF = FilePath.of(".");
    private static final FilePath ABOVE = FilePath.of("..");

    /** Those in the first so many bytes. */
    public static List<DirectoryEntry> parse(ByteBuffer structures, int bytes) {
        ByteBuffer in = structures.duplicate().order(ByteOrder.nativeOrder());
        List<DirectoryEntry> entries = new ArrayList<>();
        for (int at = 0; at + AT_NAME < bytes; at += Short.toUnsignedInt(in.getShort(at + AT_LENGTH))) {
            int end = at + AT_NAME;
            while (in.get(end) != 0) {
                end++;
            }
            byte[] name = new byte[end - at - AT_NAME];
            in.get(at + AT_NAME, name);
            entries.add(new DirectoryEntry(in.getLong(at), kind(in.get(at + AT_KIND)), FilePath.of(name)));
        }
        return entries;
    }

    /** The directory itself. */
    public boolean isSelf() {
        return name.equals(SELF);
    }

    /** The directory that it is in. */
    public boolean isAbove() {
        return name.equals(ABOVE);
    }

    /** {@code DT_...} of readdir(3); not every file system tells it. */
    private static OwnedFile.Kind kind(int code) {
        return switch (code) {
            case 0 -> OwnedFile.Kind.UNKNOWN;
            case 4 -> OwnedFile.Kind.DIRECTORY;
            case 8 -> OwnedFile.Kind.FILE;
            case 10 -> OwnedFile.Kind.LINK;
            default -> OwnedFile.Kind.OTHER;
        };
    }
}
