package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code remapd unmap}: bring a unit back from its spare by hand. */
@Command(
        name = "unmap",
        description = {
            "Brings the unit of a sector back from its spare to where it always was, and frees the spare.",
            "That is for after a mistake, or when the disk has found the place a better one.",
            "The device may be in use meanwhile: I/O to the unit waits, what is on the spare is written to the old place and read"
                    + " back from there, and only then the unit is served from it. If the old place does not take the data,"
                    + " the unit stays on its spare. A unit with lost sectors is not brought back, since they would read as"
                    + " something: overwrite them first. Should the place go bad again, the unit goes to a spare and is not"
                    + " rewritten first."
        },
        footer = {
            "",
            "Exit status: 0 brought back, 2 usage, 3 not brought back.",
            "",
            "Examples:",
            "  remapd unmap data 123456       the unit of sector 123456 of /dev/mapper/data",
            "  remapd inspect data --json --mappings",
            "                                 which units are on spares"
        },
        mixinStandardHelpOptions = true)
final class UnmapCommand implements Callable<Integer> {

    @Mixin
    private final UnitArguments unit = new UnitArguments();

    @Override
    public Integer call() {
        return unit.ask(Request.Command.UNMAP);
    }
}
