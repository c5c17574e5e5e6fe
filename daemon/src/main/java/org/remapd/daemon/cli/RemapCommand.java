package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code remapd remap}: move a unit to a spare by hand. */
@Command(
        name = "remap",
        description = {
            "Moves the unit of a sector to a spare now, though it may well read.",
            "That is for one that is slow, say, or that you do not trust. What goes bad is moved without this.",
            "It goes as with a bad sector, while the device is in use: I/O to the unit waits, its data is copied and read back, the"
                    + " move is recorded, and the unit is served from the spare. What cannot be read of it is lost, and named:"
                    + " those sectors read as errors until they are overwritten. Nothing is moved if the unit is on a spare"
                    + " already, if no spare is left, if the breaker is open, or if nothing can be recorded."
        },
        footer = {
            "",
            "Exit status: 0 moved with all of its data, 1 moved and something of it is lost, 2 usage, 3 not moved.",
            "",
            "Examples:",
            "  remapd remap data 123456       the unit of sector 123456 of /dev/mapper/data",
            "  remapd unmap data 123456       bring it back"
        },
        mixinStandardHelpOptions = true)
final class RemapCommand implements Callable<Integer> {

    @Mixin
    private final UnitArguments unit = new UnitArguments();

    @Override
    public Integer call() {
        return unit.ask(Request.Command.REMAP);
    }
}
