package org.remapd.daemon.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a key takes: turns a value of the file into one of the program. */
@FunctionalInterface
interface Setting<T> {

    /**
     * The value of the program for one of the file.
     *
     * @throws IllegalArgumentException if there is none; the message goes on from "the value is ..."
     */
    T read(Object value);

    static Setting<Boolean> flag() {
        return value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw new IllegalArgumentException(TomlText.kind(value) + "; expected true or false");
        };
    }

    static Setting<Integer> number(int least, int most) {
        Setting<Long> number = value -> {
            if (value instanceof Long whole) {
                return whole;
            }
            throw new IllegalArgumentException(TomlText.kind(value));
        };
        Setting<Long> inRange =
                number.where(n -> n >= least && n <= most, "a whole number from " + least + " to " + most);
        return value -> inRange.read(value).intValue();
    }

    static <T> Setting<T> text(Function<String, T> parse) {
        return value -> {
            if (value instanceof String text) {
                return parse.apply(text);
            }
            throw new IllegalArgumentException(TomlText.kind(value) + ", not a string");
        };
    }

    /** One of the constants of an enum, written in small letters. */
    static <E extends Enum<E>> Setting<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> "\"" + written(constant) + "\"")
                .collect(Collectors.joining(", "));
        Setting<E> constant = text(text -> Arrays.stream(type.getEnumConstants())
                .filter(each -> written(each).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("not known")));
        return constant.where(any -> true, "one of " + names);
    }

    /** The same, but only values that fit. */
    default Setting<T> where(Predicate<T> fits, String expected) {
        return value -> {
            T read;
            try {
                read = read(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "; expected " + expected, e);
            }
            if (!fits.test(read)) {
                throw new IllegalArgumentException("out of range; expected " + expected);
            }
            return read;
        };
    }

    /** The same, but only values from the least to the most. */
    static <T extends Comparable<? super T>> Predicate<T> between(T least, T most) {
        return value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
