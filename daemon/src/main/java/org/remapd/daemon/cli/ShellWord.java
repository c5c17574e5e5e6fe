package org.remapd.daemon.cli;

import java.util.regex.Pattern;

/** A text as one word of a command that somebody may paste into a shell: quoted only if it has to be. */
final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWord() {}

    static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
