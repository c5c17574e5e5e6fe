package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.remapd.agent.Assembly;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Forgetting;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.owner.Printable;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.FoundDevice;
import org.remapd.daemon.SurfaceFile;
import org.remapd.daemon.config.ConfigurationEdit;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd forget}: end a remap device, and keep its data. */
@Command(
        name = "forget",
        description = {
            "Ends a remap device; the data stays.",
            "What lives on spares is written back to where it came from, and read back; then remapd's"
                    + " superblocks are overwritten, and its table in /etc/remapd.conf is taken out.",
            "What cannot be given back is named, sector by sector, and then nothing more is changed, unless --force says that it"
                    + " may be lost. The device must not be mounted. What will be is said first.",
            "Of a disk that is a copy of another one, this ends the copy only."
        },
        footer = {
            "",
            "Exit status: 0 forgotten, 1 the same, and something is lost, 2 usage, 3 not forgotten. With --dry-run: 0 nothing is lost,"
                    + " 1 something is.",
            "",
            "Example:",
            "  umount /home",
            "  remapd forget home",
            "  e2fsck -f /dev/sdb1"
        },
        mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {

    private static final int SHOWN = 100;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|DEVICE", description = "Its name, or one of its disks.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--force", description = "Also if some of the data cannot be given back, and is lost.")
    private boolean force;

    @Option(names = "--dry-run", description = "Say what will be, and change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Inspection seen = Inspection.of(DeviceArgument.disk(device));
        List<String> paths = seen.paths();
        // Of what is there twice, the file and the daemon mean the other one.
        Optional<String> name = seen.twins().isEmpty() ? configuredName(seen) : Optional.empty();
        List<Forgetting.Loss> known = Forgetting.lost(seen.metadata());
        announce(seen, paths, name, known);
        if (dryRun) {
            return known.isEmpty() ? Reply.DONE : Reply.ATTENTION;
        }
        if (!known.isEmpty() && !force) {
            err("some of the data is lost already, and the raw disk would not say so; --force if that is meant");
            return Reply.FAILED;
        }
        if (!Consent.given(yes, out(), spec.commandLine().getErr())) {
            return Reply.FAILED;
        }
        stop(seen, name);
        List<Forgetting.Loss> losses = end(paths);
        if (!losses.isEmpty() && !force) {
            err("nothing more was changed, and the device is as it was, but stopped"
                    + name.map(own -> "; remapd assemble " + own + " brings it back")
                            .orElse("") + "; --force gives up what is named");
            return Reply.FAILED;
        }
        tidy(paths, name);
        if (seen.twins().isEmpty()) {
            SurfaceFile.of(new DeviceId(seen.metadata().uuid())).delete();
        }
        out().println(AfterForgetting.of(seen, paths));
        out().flush();
        return losses.isEmpty() ? Reply.DONE : Reply.ATTENTION;
    }

    private static Optional<String> configuredName(Inspection seen) throws Exception {
        return FoundDevice.configuredName(
                seen.metadata().uuid(), seen.paths(), Daemon.configuration(ConfigurationFile.STANDARD));
    }

    private void announce(Inspection seen, List<String> paths, Optional<String> name, List<Forgetting.Loss> known) {
        PrintWriter out = out();
        out.println(
                "remap device " + Printable.line(seen.metadata().superblock().name()) + " ("
                        + seen.metadata().uuid() + ") on " + String.join(", ", paths) + " will be no more:");
        int moved = seen.metadata().mappings();
        out.println("  " + (moved == 1 ? "1 unit on a spare is" : moved + " units on spares are") + " written back to "
                + paths.get(0));
        out.println("  the superblocks on "
                + String.join(
                        ", ",
                        paths.subList(
                                seen.metadata().geometry().members().get(0).bare() ? 1 : 0, paths.size()))
                + " are overwritten");
        name.ifPresent(own -> out.println("  [device." + own + "] is taken out of " + ConfigurationFile.STANDARD));
        if (!seen.twins().isEmpty()) {
            out.println("  " + String.join(", ", seen.twins()) + " stays a remap device, as does "
                    + ConfigurationFile.STANDARD);
        }
        print("is lost", known);
        out.flush();
    }

    private void print(String what, List<Forgetting.Loss> losses) {
        losses.stream()
                .limit(SHOWN)
                .forEach(loss -> out().println("  sector " + loss.sector() + " (disk " + loss.where() + ") " + what
                        + ": " + loss.why()));
        if (losses.size() > SHOWN) {
            out().println("  and " + (losses.size() - SHOWN) + " more");
        }
    }

    /** So that nobody has it in use, and nobody looks for it any more. Of one of two twins it is not known which is in use. */
    private static void stop(Inspection seen, Optional<String> configured) throws IOException, AssemblyException {
        if (!seen.twins().isEmpty()) {
            return;
        }
        Optional<String> assembled =
                Assembly.nameOf(new DeviceId(seen.metadata().uuid()));
        Optional<String> known = assembled.or(() -> configured);
        if (known.isPresent() && !stoppedByDaemon(known.get()) && assembled.isPresent()) {
            Assembly.stop(assembled.get());
        }
    }

    /** False if the daemon does not know the device, or there is none. */
    private static boolean stoppedByDaemon(String name) throws IOException, AssemblyException {
        try {
            Reply reply = new ControlClient(ControlServer.SOCKET)
                    .ask(new Request(Request.Command.FORGET, name, false), progress -> {});
            if (reply.error() != null && !reply.error().startsWith(Reply.UNKNOWN)) {
                throw new AssemblyException(reply.error());
            }
            return reply.error() == null;
        } catch (ControlClient.NoDaemonException e) {
            return false;
        }
    }

    private List<Forgetting.Loss> end(List<String> paths) throws AssemblyException {
        try (Forgetting forgetting = Forgetting.begin(paths)) {
            List<Forgetting.Loss> losses = forgetting.giveBack();
            print("could not be given back", losses);
            if (losses.isEmpty() || force) {
                forgetting.wipe();
            }
            return losses;
        }
    }

    private void tidy(List<String> paths, Optional<String> name) throws IOException {
        if (name.isPresent()) {
            if (ConfigurationEdit.remove(ConfigurationFile.STANDARD, name.get())) {
                out().println("taken out of " + ConfigurationFile.STANDARD + ": [device." + name.get() + "]");
            }
            HidingRuleFile.remove(name.get(), paths.get(0)).ifPresent(out()::println);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void err(String what) {
        out().flush();
        Failure.tell(spec.commandLine(), what);
    }
}
