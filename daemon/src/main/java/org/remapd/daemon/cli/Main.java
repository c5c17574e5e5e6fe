package org.remapd.daemon.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.remapd.daemon.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code remapd}: picks the command and lets it run. Exit status: 0 done, 1 done and something needs attention, 2 usage, 3 could
 * not.
 */
@Command(
        name = "remapd",
        description =
                "Keeps a failing disk in service: finds bad sectors, saves what can be saved, maps them to spares.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 done, 1 done and something needs attention, 2 usage, 3 could not.",
            "",
            "Example, a first device:",
            "  remapd create data --device /dev/disk/by-id/ata-...",
            "  mkfs.ext4 /dev/mapper/data",
            "  remapd status"
        },
        versionProvider = Main.VersionProvider.class,
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

    private static final int USAGE = 2;
    private static final int FAILED = 3;

    /** In the order in which help lists them. */
    private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = new TreeMap<>(Map.ofEntries(
            Map.entry("daemon", DaemonCommand::new),
            Map.entry("breaker", BreakerCommand::new),
            Map.entry("create", CreateCommand::new),
            Map.entry("assemble", AssembleCommand::new),
            Map.entry("stop", StopCommand::new),
            Map.entry("forget", ForgetCommand::new),
            Map.entry("spares", SparesCommand::new),
            Map.entry("inspect", InspectCommand::new),
            Map.entry("repair", RepairCommand::new),
            Map.entry("status", StatusCommand::new),
            Map.entry("scrub", ScrubCommand::new),
            Map.entry("stats", StatsCommand::new),
            Map.entry("remap", RemapCommand::new),
            Map.entry("unmap", UnmapCommand::new),
            Map.entry("explain", ExplainCommand::new),
            Map.entry("map", MapCommand::new),
            Map.entry("replay", ReplayCommand::new),
            Map.entry("reload", ReloadCommand::new),
            Map.entry("check-config", CheckConfigCommand::new),
            Map.entry("test-alert", TestAlertCommand::new),
            Map.entry("acknowledge", AcknowledgeCommand::new),
            Map.entry("deliver", DeliverCommand::new),
            Map.entry("web", WebCommand::new)));

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /** Says which remapd this is. */
    static final class VersionProvider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"remapd " + Version.TEXT};
        }
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** With the command that the arguments ask for, or, if it is not clear which, all. */
    public static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        // Setting up a command costs time; only the one that is asked for, unless it is not clear which.
        Supplier<Callable<Integer>> asked = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (asked == null) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
            if (arguments.length > 0 && arguments[0].equals("help")) {
                line.addSubcommand(new CommandLine.HelpCommand());
            }
        } else {
            line.addSubcommand(arguments[0], asked.get());
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(new Misuse());
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            Failure.tell(failed, e.getMessage());
            return FAILED;
        });
        return line;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }
}
