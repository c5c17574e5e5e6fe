package org.remapd.agent.owner;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A line of a device-mapper table, as libdevmapper splits it, read from below: which sector of the device it is part of lies on a
 * sector of a device that it is made of. Only targets that move sectors by a rule are known; grammar:
 * {@code Documentation/admin-guide/device-mapper} of the kernel.
 *
 * @param start  where it begins in the device above, in sectors
 * @param length of the line, in sectors
 */
public record StackedLine(UpperSector start, long length, String target, List<String> words) {

    private static final Set<String> FOLLOWED = Set.of("linear", "crypt", "snapshot-origin", "striped");

    public StackedLine {
        words = List.copyOf(words);
    }

    public static StackedLine of(long start, long length, String target, String text) {
        return new StackedLine(
                new UpperSector(start),
                length,
                target,
                Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList());
    }

    /** Whether its rule is known. */
    public boolean isFollowed() {
        return FOLLOWED.contains(target);
    }

    /** Whether it is made of this device, {@code major:minor}, in whatever way. */
    public boolean mentions(String device) {
        return words.contains(device);
    }

    /** The sector of the device above that lies on this sector of the device below; empty if none does, or there is no rule. */
    public OptionalLong above(String device, UpperSector below) {
        try {
            return switch (target) {
                case "linear" -> straight(device, words.get(0), words.get(1), below);
                case "crypt" -> straight(device, words.get(3), words.get(4), below);
                case "snapshot-origin" -> straight(device, words.get(0), "0", below);
                case "striped" -> striped(device, below);
                default -> OptionalLong.empty();
            };
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong straight(String device, String on, String from, UpperSector below) {
        long offset = below.number() - Long.parseLong(from);
        return on.equals(device) && offset >= 0 && offset < length
                ? OptionalLong.of(start.number() + offset)
                : OptionalLong.empty();
    }

    /** {@code <#stripes> <chunk> [<device> <offset>]...}: chunk after chunk from one device after the other. */
    private OptionalLong striped(String device, UpperSector below) {
        int stripes = Integer.parseInt(words.get(0));
        long chunk = Long.parseLong(words.get(1));
        for (int stripe = 0; stripe < stripes; stripe++) {
            long offset = below.number() - Long.parseLong(words.get(3 + 2 * stripe));
            if (words.get(2 + 2 * stripe).equals(device) && offset >= 0 && offset < length / stripes) {
                return OptionalLong.of(start.number() + (offset / chunk * stripes + stripe) * chunk + offset % chunk);
            }
        }
        return OptionalLong.empty();
    }
}
