package org.remapd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.config.ScrubSettings;
import org.remapd.daemon.config.SettingLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd check-config}: what the daemon would make of a configuration file. Changes nothing. */
@Command(
        name = "check-config",
        description = {
            "Checks a configuration file, and says what would be in effect.",
            "That is: whether the daemon would take it, when it would then scrub, and every setting, also those that the file leaves"
                    + " out; of a device those that differ from the rest. Everything that is wrong is told at once, with its"
                    + " line and what is expected there. Changes nothing."
        },
        footer = {
            "",
            "Exit status: 0 it is fine, 1 it is not, 2 usage, 3 it cannot be read.",
            "",
            "Example: look at a new file before it takes the place of the old one:",
            "  remapd check-config remapd.conf.new && mv remapd.conf.new /etc/remapd.conf",
            "",
            "Example: a setting, by its name in the file:",
            "  remapd check-config --json | jq '.devices[].scrub[\"max-rate\"]'"
        },
        mixinStandardHelpOptions = true)
public final class CheckConfigCommand implements Callable<Integer> {

    private static final int TIMES_SHOWN = 3;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file to check. Default: ${DEFAULT-VALUE}.")
    private Path file = ConfigurationFile.STANDARD;

    @Option(names = "--json", description = "Print one JSON object instead, also if something is wrong.")
    private boolean json;

    public CheckConfigCommand() {
        this(Clock.system(ZoneId.systemDefault()));
    }

    /** With another notion of now, and of the zone. */
    CheckConfigCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file);
        if (json) {
            print(ReportJson.of(report(outcome)));
        } else if (outcome instanceof ConfigurationFile.Valid valid) {
            tell(valid.configuration());
        } else {
            problems(outcome).forEach(problem -> spec.commandLine().getErr().println(problem.at(file)));
        }
        if (outcome instanceof ConfigurationFile.Invalid) {
            return 1;
        }
        return outcome instanceof ConfigurationFile.Valid ? 0 : 3;
    }

    private void tell(Configuration configuration) {
        Collection<DeviceSettings> devices = configuration.devices().values();
        print(file + ": ok, " + devices.size() + (devices.size() == 1 ? " device" : " devices"));
        List<String> common = SettingLines.of(configuration.written());
        common.forEach(this::printSetting);
        for (DeviceSettings device : devices) {
            print(device.name() + ": " + times(device.scrub()));
            SettingLines.of(device.written()).stream()
                    .filter(line -> !common.contains(line))
                    .forEach(this::printSetting);
        }
    }

    private void printSetting(String line) {
        new PlainLines(spec.commandLine().getOut()).println("  " + line);
    }

    /**
     * What {@code --json} prints. Settings are all there are, with the names and values of the file. Times
     * are in UTC.
     *
     * @param settings for devices that say nothing else; null if the file is not valid
     * @param devices  each with its name, and the settings in effect for it; the next times of its scrubs are {@code scrub.next}
     */
    record Report(
            String file,
            boolean valid,
            List<Problem> errors,
            @Nullable JsonObject settings,
            List<JsonObject> devices) {}

    record Problem(@Nullable Integer line, @Nullable Integer column, String message) {
        String at(Path file) {
            return file + (line == null ? "" : ":" + line + ":" + column) + ": " + message;
        }
    }

    private Report report(ConfigurationFile.Outcome outcome) {
        if (outcome instanceof ConfigurationFile.Valid valid) {
            Configuration configuration = valid.configuration();
            List<JsonObject> devices =
                    configuration.devices().values().stream().map(this::device).toList();
            return new Report(file.toString(), true, List.of(), configuration.written(), devices);
        }
        return new Report(file.toString(), false, problems(outcome), null, List.of());
    }

    private static List<Problem> problems(ConfigurationFile.Outcome outcome) {
        if (outcome instanceof ConfigurationFile.Invalid invalid) {
            return invalid.errors().stream()
                    .map(error -> new Problem(error.line(), error.column(), error.message()))
                    .toList();
        }
        String reason =
                outcome instanceof ConfigurationFile.Unreadable unreadable ? unreadable.reason() : "no such file";
        return List.of(new Problem(null, null, "cannot be read: " + reason));
    }

    private JsonObject device(DeviceSettings settings) {
        JsonObject device = new JsonObject();
        device.addProperty("name", settings.name());
        settings.written().entrySet().forEach(entry -> device.add(entry.getKey(), entry.getValue()));
        JsonArray next = new JsonArray();
        next(settings.scrub()).forEach(time -> next.add(time.toString()));
        device.getAsJsonObject("scrub").add("next", next);
        return device;
    }

    private List<Instant> next(ScrubSettings scrub) {
        return scrub.enabled() ? scrub.schedule().next(clock.instant(), clock.getZone(), TIMES_SHOWN) : List.of();
    }

    private String times(ScrubSettings scrub) {
        if (!scrub.enabled()) {
            return "no scrubs by themselves";
        }
        List<Instant> next = next(scrub);
        if (next.isEmpty()) {
            return "no scrub ever again by the schedule \"" + scrub.schedule().expression() + "\"";
        }
        return next.stream()
                .map(time -> TIME.format(time.atZone(clock.getZone())))
                .collect(Collectors.joining(", ", "scrubs ", ""));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
