package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.MappedRange;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd scrub}: begin or end a scrub by hand. */
@Command(
        name = "scrub",
        description = {
            "Reads a whole disk now, so that bad sectors are found, and healed, before somebody needs them.",
            "Then the spares and the metadata on its spare devices are read, if it has any.",
            "Of all devices, those that share a disk, or what it hangs on, are read one after the other, and a few at a time; one that is named is read"
                    + " at once.",
            "Scrubs begin by themselves at the times of the schedule in /etc/remapd.conf."
        },
        footer = {
            "",
            "Exit status: 0 done, 1 done and something needs attention, 2 usage, 3 could not.",
            "",
            "Examples:",
            "  remapd scrub --now              scrub every device, each in its turn",
            "  remapd scrub data --now --wait  watch it until what was found is dealt with",
            "  remapd scrub data --now --range 123456+2048",
            "  remapd scrub data --pause       until remapd scrub data --resume"
        },
        mixinStandardHelpOptions = true)
final class ScrubCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            arity = "0..1",
            description = "The device. Default: all.")
    private @Nullable String device;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Action action;

    /** One of these. */
    static final class Action {
        @Option(
                names = "--now",
                description =
                        "Begin, or go on with one that was interrupted; one that is running goes on without windows and period.")
        boolean now;

        @Option(
                names = "--pause",
                description = "Have the scrub that runs, or waits for its turn, stand still, also after a restart.")
        boolean pause;

        @Option(names = "--resume", description = "Have a scrub that stands still go on.")
        boolean resume;

        @Option(
                names = "--cancel",
                description = "End the scrub that runs, waits for its turn or was interrupted, for good.")
        boolean cancel;
    }

    @Option(names = "--wait", description = "With --now: show the progress, and return when it is over.")
    private boolean wait;

    @Option(
            names = "--range",
            paramLabel = "A+N",
            description = "With --now: only N sectors of the device NAME, from sector A on.")
    private @Nullable String range;

    @Option(
            names = "--known",
            description =
                    "With --now: only the units that are known to be bad, or were suspected, to see how they are now; at once.")
    private boolean known;

    @Override
    public Integer call() {
        requireRange();
        if (!action.now) {
            return new Asking(spec.commandLine()).ask(new Request(command(), device, false));
        }
        ProgressLine progress = new ProgressLine(spec.commandLine().getOut(), Terminal.isOutput());
        return new Asking(spec.commandLine()).ask(Request.scrub(device, wait, range, known), reply -> {
            if (reply.progress() != null) {
                progress.show(reply.progress());
                progress.endIfOver(reply.progress());
            }
        });
    }

    private Request.Command command() {
        if (action.pause) {
            return Request.Command.PAUSE_SCRUB;
        }
        return action.resume ? Request.Command.RESUME_SCRUB : Request.Command.CANCEL_SCRUB;
    }

    private void requireRange() {
        if (known && range != null) {
            throw new ParameterException(
                    spec.commandLine(), "--known and --range are two different parts; expected one");
        }
        if (range == null) {
            return;
        }
        if (device == null) {
            throw new ParameterException(spec.commandLine(), "--range is about one device; expected its NAME");
        }
        try {
            MappedRange.parse(range);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--range: " + e.getMessage(), e);
        }
    }
}
