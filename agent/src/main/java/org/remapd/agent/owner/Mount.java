package org.remapd.agent.owner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A mounted file system, from {@code /proc/self/mountinfo} (proc(5)).
 *
 * @param device {@code major:minor}; of btrfs one that exists nowhere else
 * @param root   what of the file system is mounted there
 * @param point  where
 * @param type   of the file system, as the kernel calls it
 * @param source the device, as whoever mounted it called it
 */
public record Mount(String device, FilePath root, FilePath point, String type, String source) {

    private static final int DEVICE = 2;
    private static final int ROOT = 3;
    private static final int POINT = 4;

    /** Those that the lines tell of; lines that do not look like one are left out. */
    public static List<Mount> parse(String mountinfo) {
        return mountinfo.lines().flatMap(line -> of(line).stream()).toList();
    }

    private static Optional<Mount> of(String line) {
        List<String> words = Arrays.asList(line.split(" "));
        int dash = words.indexOf("-");
        if (dash <= POINT || words.size() < dash + 3) {
            return Optional.empty();
        }
        return Optional.of(new Mount(
                words.get(DEVICE),
                path(words.get(ROOT)),
                path(words.get(POINT)),
                words.get(dash + 1),
                words.get(dash + 2)));
    }

    /** Blank, tab, newline and backslash are there as three octal digits; the text has a character for each byte. */
    private static FilePath path(String word) {
        byte[] in = word.getBytes(StandardCharsets.ISO_8859_1);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int at = 0; at < in.length; at++) {
            if (in[at] == '\\' && at + 3 < in.length) {
                out[length++] = (byte) Integer.parseInt(word.substring(at + 1, at + 4), 8);
                at += 3;
            } else {
                out[length++] = in[at];
            }
        }
        return FilePath.of(Arrays.copyOf(out, length));
    }

    /** Of several mounts of one file system, those first that show the most of it. */
    public static List<Mount> widestFirst(List<Mount> mounts) {
        return mounts.stream()
                .sorted(Comparator.comparingInt(mount -> mount.root().bytes().length))
                .toList();
    }

    /** A device as stat(2) tells it, the way that {@link #device} has it ({@code gnu_dev_major} of glibc). */
    public static String device(long number) {
        long major = ((number >>> 8) & 0xfff) | ((number >>> 32) & 0xfffff000L);
        long minor = (number & 0xff) | ((number >>> 12) & 0xffffff00L);
        return major + ":" + minor;
    }

    /** A path of the file system as it is seen where it is mounted; empty if it is outside of what is. */
    public Optional<FilePath> seen(FilePath path) {
        return path.moved(root, point);
    }
}
