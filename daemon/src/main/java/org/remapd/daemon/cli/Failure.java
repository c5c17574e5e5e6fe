package org.remapd.daemon.cli;

import org.jspecify.annotations.Nullable;
import org.remapd.agent.owner.Printable;
import picocli.CommandLine;

/** Why a command could not do what it should, as it is told on standard error; it may quote what somebody else wrote. */
final class Failure {

    private Failure() {}

    static void tell(CommandLine line, @Nullable String why) {
        line.getErr().println("remapd: " + Printable.lines(String.valueOf(why)));
    }
}
