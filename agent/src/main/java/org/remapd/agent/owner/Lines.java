package org.remapd.agent.owner;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program printed, line by line. */
final class Lines {

    private Lines() {}

    /** Of the first line that is like {@code pattern}, its first group. */
    static Optional<String> first(String output, Pattern pattern) {
        return output.lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .findFirst();
    }
}
