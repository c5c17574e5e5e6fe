package org.remapd.agent.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of a device-mapper table, as {@code dmsetup table} prints it (the kernel's Documentation/admin-guide/device-mapper):
 *
 * <pre>
 * linear          DEVICE START
 * striped         STRIPES CHUNK (DEVICE START)...
 * crypt           CIPHER KEY IV_OFFSET DEVICE START ...
 * multipath       ... (DEVICE ...)...             all of the device from its first sector, by any path
 * mirror          core ... (DEVICE START)... ...  what LVM moves data with
 * snapshot-origin DEVICE                          the same sector of it
 * flakey, delay   DEVICE START ...                delay: up to three of them, for reads, writes and flushes
 * </pre>
 *
 * Devices are MAJOR:MINOR, all else in sectors. Other targets keep sectors where only they know (thin, cache, raid), or nowhere
 * (error, zero): these are followed no further.
 *
 * @param start  the line's first sector
 * @param length in sectors
 * @param target its name
 * @param text   what follows it
 */
public record TableLine(long start, long length, String target, String text) {

    private static final Pattern DEVICE = Pattern.compile("(?<!\\S)(\\d{1,10}:\\d{1,10})(?: (\\d{1,18}))?(?!\\S)");
    private static final Pattern STRIPED = Pattern.compile("(?<stripes>[1-9]\\d{0,5}) (?<chunk>[1-9]\\d{0,9}) .*");

    /** Where the line's sectors lie, on devices called MAJOR:MINOR; none if that cannot be told. */
    public List<Segment> segments() {
        return switch (target) {
            case "linear", "crypt", "flakey", "delay" -> copies();
            case "mirror" -> text.startsWith("core ") ? copies() : List.of();
            case "multipath", "snapshot-origin" -> theSame();
            case "striped" -> stripes();
            default -> List.of();
        };
    }

    /** All of the line is on each device, from the sector that is named with it. */
    private List<Segment> copies() {
        return devices()
                .filter(device -> device.group(2) != null)
                .map(device -> Segment.linear(start, length, device.group(1), startOn(device)))
                .toList();
    }

    /** Sectors keep their numbers. */
    private List<Segment> theSame() {
        return devices()
                .map(device -> Segment.linear(start, length, device.group(1), start))
                .toList();
    }

    private List<Segment> stripes() {
        Matcher words = STRIPED.matcher(text);
        List<MatchResult> devices = devices().toList();
        if (!words.matches() || devices.size() != Integer.parseInt(words.group("stripes"))) {
            return List.of();
        }
        long chunk = Long.parseLong(words.group("chunk"));
        List<Segment> stripes = new ArrayList<>();
        for (MatchResult device : devices) {
            long before = stripes.size() * chunk;
            stripes.add(new Segment(
                    start + before, length - before, chunk, chunk * devices.size(), device.group(1), startOn(device)));
        }
        return stripes;
    }

    private Stream<MatchResult> devices() {
        return DEVICE.matcher(text).results();
    }

    private static long startOn(MatchResult device) {
        return Long.parseLong(device.group(2));
    }
}
