package org.remapd.daemon.cli;

import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSelector;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.config.ScrubSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd check-config}: what the daemon would make of a configuration file. Changes nothing. */
@Command(
        name = "check-config",
        description = {
            "Says whether the daemon would take a configuration file, and when it would then scrub.",
            "Everything that is wrong is told at once, with its line and what is expected there. Changes nothing."
        },
        footer = {
            "",
            "Exit status: 0 it is fine, 1 it is not, 2 usage, 3 it cannot be read.",
            "",
            "Example: look at a new file before it takes the place of the old one:",
            "  remapd check-config remapd.conf.new && mv remapd.conf.new /etc/remapd.conf"
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
        Report report = report(outcome);
        if (json) {
            print(new GsonBuilder().disableHtmlEscaping().create().toJson(report));
        } else if (report.valid) {
            print(file + ": ok, " + report.devices.size() + (report.devices.size() == 1 ? " device" : " devices"));
            report.devices.forEach(device -> print(device.name + ": " + times(device.scrub)));
        } else {
            report.errors.forEach(error -> spec.commandLine().getErr().println(error.at(file)));
        }
        if (outcome instanceof ConfigurationFile.Invalid) {
            return 1;
        }
        return report.valid ? 0 : 3;
    }

    /** What {@code --json} prints; what is not known is left out. Times are in UTC. */
    private record Report(String file, boolean valid, List<Problem> errors, List<Device> devices) {}

    private record Problem(@Nullable Integer line, @Nullable Integer column, String message) {
        String at(Path file) {
            return file + (line == null ? "" : ":" + line + ":" + column) + ": " + message;
        }
    }

    private record Device(
            String name, @Nullable String uuid, @Nullable String disk, Scrub scrub) {}

    private record Scrub(boolean enabled, String schedule, List<String> next) {}

    private Report report(ConfigurationFile.Outcome outcome) {
        if (outcome instanceof ConfigurationFile.Valid valid) {
            List<Device> devices = valid.configuration().devices().values().stream()
                    .map(this::device)
                    .toList();
            return new Report(file.toString(), true, List.of(), devices);
        }
        return new Report(file.toString(), false, problems(outcome), List.of());
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

    private Device device(DeviceSettings device) {
        String uuid = device.selector() instanceof DeviceSelector.ByUuid by
                ? by.device().toString()
                : null;
        String disk = device.selector() instanceof DeviceSelector.ByDisk by
                ? by.disk().toString()
                : null;
        return new Device(device.name(), uuid, disk, scrub(device.scrub()));
    }

    private Scrub scrub(ScrubSettings settings) {
        List<Instant> next = settings.enabled()
                ? settings.schedule().next(clock.instant(), clock.getZone(), TIMES_SHOWN)
                : List.of();
        return new Scrub(
                settings.enabled(),
                settings.schedule().expression(),
                next.stream().map(Instant::toString).toList());
    }

    private String times(Scrub scrub) {
        if (!scrub.enabled) {
            return "no scrubs by themselves";
        }
        if (scrub.next.isEmpty()) {
            return "no scrub ever again by the schedule \"" + scrub.schedule + "\"";
        }
        return scrub.next.stream()
                .map(time -> TIME.format(Instant.parse(time).atZone(clock.getZone())))
                .collect(Collectors.joining(", ", "scrubs ", ""));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
