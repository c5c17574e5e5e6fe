package org.remapd.daemon.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;

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
        return constant(type).where(any -> true, "one of " + names(type));
    }

    /** Any of the constants of an enum, or none, in an array. */
    static <E extends Enum<E>> Setting<Set<E>> anyOf(Class<E> type) {
        return listOf(constant(type))
                .where(any -> true, "an array of any of " + names(type))
                .map(Set::copyOf);
    }

    /** An array. */
    static <T> Setting<List<T>> listOf(Setting<T> element) {
        return value -> {
            if (value instanceof TomlArray array) {
                return array.toList().stream()
                        .map(each -> readElement(element, each))
                        .toList();
            }
            throw new IllegalArgumentException(TomlText.kind(value) + ", not an array");
        };
    }

    private static <T> T readElement(Setting<T> element, Object value) {
        try {
            return element.read(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an array with " + TomlText.value(value) + ", which is " + e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> Setting<E> constant(Class<E> type) {
        return text(text -> Arrays.stream(type.getEnumConstants())
                .filter(each -> written(each).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("not known")));
    }

    private static String names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> "\"" + written(constant) + "\"")
                .collect(Collectors.joining(", "));
    }

    /** The same, taken for something else. */
    default <U> Setting<U> map(Function<T, U> meaning) {
        return value -> meaning.apply(read(value));
    }

    /** The same, and besides a word with a meaning of its own. */
    default Setting<T> or(String word, T meaning) {
        return value -> {
            if (value.equals(word)) {
                return meaning;
            }
            try {
                return read(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + ", or \"" + word + "\"", e);
            }
        };
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

    /** A constant as a file says it. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
