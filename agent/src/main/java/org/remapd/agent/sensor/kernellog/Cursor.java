package org.remapd.agent.sensor.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a text that moves forward as its parts are recognised, and stays where it is when they are not. Nothing
 * that the text holds makes it throw, and no method looks at a character twice.
 */
final class Cursor {

    /** What the number methods answer when there is none, or none that fits. */
    static final long NONE = -1;

    /** One digit more fits behind it, of whatever radix: most need no division to see that. */
    private static final long SURELY_FITS = 1L << 58;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The character here, or NUL at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    boolean skip(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    /** Skips the first of {@code words} that is here. */
    boolean skipAny(List<String> words) {
        return indexOf(words) >= 0;
    }

    /** Skips the first of {@code words} that is here and answers which it is, or -1. */
    int indexOf(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (skip(words.get(i))) {
                return i;
            }
        }
        return -1;
    }

    boolean skip(char c) {
        if (peek() != c || atEnd()) {
            return false;
        }
        at++;
        return true;
    }

    Cursor blanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
        return this;
    }

    /** What stands before the next {@code stop}, moving behind that; null if there is no {@code stop}. */
    @Nullable
    String before(String stop) {
        int end = text.indexOf(stop, at);
        if (end < 0) {
            return null;
        }
        String found = text.substring(at, end);
        at = end + stop.length();
        return found;
    }

    /** The characters up to the next blank, or to the end. */
    String word() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
            at++;
        }
        return text.substring(start, at);
    }

    /** A run of letters, digits and what else occurs in the kernel's names of most devices and functions. */
    String name() {
        int start = at;
        while (at < text.length() && isOfName(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** A name as that of a disk may be: {@code cciss/c0d0}, {@code etherd/e1.0}. */
    String diskName() {
        int start = at;
        while (at < text.length() && (isOfName(text.charAt(at)) || text.charAt(at) == '/' || text.charAt(at) == '.')) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isOfName(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '!';
    }

    long decimal() {
        return number(10);
    }

    long hex() {
        return number(16);
    }

    private long number(int radix) {
        int start = at;
        long value = 0;
        boolean fits = true;
        for (int digit; (digit = Character.digit(peek(), radix)) >= 0; at++) {
            fits &= value < SURELY_FITS || value <= (Long.MAX_VALUE - digit) / radix;
            value = fits ? value * radix + digit : 0;
        }
        return at > start && fits ? value : NONE;
    }

    /** A byte as exactly two hexadecimal digits. */
    int octet() {
        int high = Character.digit(peek(), 16);
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            return (int) NONE;
        }
        at += 2;
        return high * 16 + low;
    }

    /** What was moved over since {@code position}. */
    String since(int position) {
        return text.substring(position, at);
    }

    String rest() {
        return text.substring(at);
    }
}
