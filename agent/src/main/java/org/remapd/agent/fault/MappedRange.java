package org.remapd.agent.fault;

/** A run of {@code count} sectors of a remap device, beginning with {@code first}. Never empty. */
public record MappedRange(MappedSector first, long count) {

    public MappedRange {
        if (count < 1) {
            throw new IllegalArgumentException("a range of " + count + " sectors is empty");
        }
        Math.addExact(first.number(), count);
    }

    /**
     * Reads what {@link #toString} writes, as {@code 2400+8}.
     *
     * @throws IllegalArgumentException if the text is not a range
     */
    public static MappedRange parse(String text) {
        int plus = text.indexOf('+');
        try {
            return new MappedRange(
                    new MappedSector(Long.parseLong(text.substring(0, Math.max(plus, 0)))),
                    Long.parseLong(text.substring(plus + 1)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a range; expected the first sector and how many, as 2400+8", e);
        }
    }

    @Override
    public String toString() {
        return first + "+" + count;
    }
}
