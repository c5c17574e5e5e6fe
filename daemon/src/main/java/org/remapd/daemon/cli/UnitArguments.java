package org.remapd.daemon.cli;

import org.remapd.daemon.control.Request;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code NAME SECTOR}: the unit that a sector of a device is in. */
final class UnitArguments {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Parameters(
            index = "1",
            paramLabel = "SECTOR",
            converter = SectorNumber.class,
            description = "A sector of /dev/mapper/NAME, counted in 512 bytes. All of its unit goes with it.")
    private long sector;

    /** The exit status of what becomes of it. */
    int ask(Request.Command command) {
        return new Asking(spec.commandLine()).ask(Request.move(command, device, sector));
    }
}
