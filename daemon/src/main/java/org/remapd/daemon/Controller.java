package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.Growth;
import org.remapd.agent.HandMove;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.Discovery;
import org.remapd.agent.device.Inventory;
import org.remapd.agent.device.Topology;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.daemon.alert.AlertDesk;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.schedule.ScrubScheduler;
import org.remapd.daemon.schedule.Turns;

/** Does what the command line asks for. */
final class Controller implements ControlServer.Handler {

    private static final long PROGRESS_MILLIS = 300;

    /** What the disk of a device is. */
    private record Hardware(WatchedDevice of, Optional<Inventory.Disk> disk) {}

    /** A scrub that somebody wants, and what became of that. */
    private record Wanted(Slot slot, DeviceScrub scrub, String outcome) {

        String words() {
            return slot.name() + ": " + outcome;
        }
    }

    private final Fleet fleet;
    private final ScrubScheduler scheduler;
    private final Sensors sensors;
    private final AlertDesk alerts;
    private final Path configurationFile;
    private final Consumer<Configuration> reload;
    private final Instant since;
    private final Map<String, Hardware> inventory = new ConcurrentHashMap<>();

    /**
     * One that is there from an instant on.
     *
     * @param reload has the daemon begin anew with a configuration, soon
     */
    Controller(
            Fleet fleet,
            ScrubScheduler scheduler,
            Sensors sensors,
            AlertDesk alerts,
            Path configurationFile,
            Consumer<Configuration> reload,
            Instant since) {
        this.fleet = fleet;
        this.scheduler = scheduler;
        this.sensors = sensors;
        this.alerts = alerts;
        this.configurationFile = configurationFile;
        this.reload = reload;
        this.since = since;
    }

    @Override
    public void handle(Request request, ControlServer.ReplySink reply) throws IOException, InterruptedException {
        switch (request.command()) {
            case STATUS -> reply.send(status(request));
            case EXPLAIN -> reply.send(explain(request));
            case SURFACE -> reply.send(surface(request));
            case LOOK -> reply.send(look(request, reply));
            case SCRUB -> scrub(request, reply);
            case PAUSE_SCRUB -> reply.send(pauseScrub(request, true));
            case RESUME_SCRUB -> reply.send(pauseScrub(request, false));
            case CANCEL_SCRUB -> reply.send(cancelScrub(request));
            case ASSEMBLE -> reply.send(assemble(request));
            case STOP -> reply.send(stop(request));
            case FORGET -> reply.send(forget(request));
            case ADD_SPARES -> reply.send(addSpares(request));
            case OPEN_BREAKER -> reply.send(switchBreaker(request, true));
            case CLOSE_BREAKER -> reply.send(switchBreaker(request, false));
            case REMAP, UNMAP -> reply.send(move(request));
            case RELOAD -> reload(reply);
            case ACKNOWLEDGE -> reply.send(acknowledge(request));
        }
    }

    private Reply status(Request request) {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent()) {
            return unknown.get();
        }
        List<StatusReport.Device> devices =
                meant(request).stream().map(this::report).toList();
        boolean attention = devices.stream().anyMatch(StatusReport.Device::attention);
        return Reply.status(new StatusReport(Version.TEXT, since.toString(), attention, devices));
    }

    private Reply explain(Request request) {
        Optional<Reply> unknown = unknown(request);
        Long sector = request.sector();
        if (unknown.isPresent() || request.device() == null || sector == null || sector < 0) {
            return unknown.orElseGet(() -> Reply.failed("which device, and which sector?"));
        }
        Slot slot = fleet.slot(request.device()).orElseThrow();
        return slot.device()
                .map(device -> explain(device, new MappedSector(sector)))
                .orElseGet(() -> Reply.failed(slot.name() + " is not available: " + slot.reason()));
    }

    private static Reply explain(WatchedDevice device, MappedSector sector) {
        try {
            return StoryReports.reply(device.name(), sector, device.story(sector));
        } catch (IllegalArgumentException e) {
            return Reply.failed(device.name() + ": " + e.getMessage());
        }
    }

    private Reply surface(Request request) {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent() || request.device() == null) {
            return unknown.orElseGet(() -> Reply.failed("which device?"));
        }
        Slot slot = fleet.slot(request.device()).orElseThrow();
        boolean running = slot.wholeScrub().isPresent();
        return slot.device()
                .map(device -> Reply.surface(SurfaceReports.of(device, slot.surface(), running)))
                .orElseGet(() -> Reply.failed(slot.name() + " is not available: " + slot.reason()));
    }

    private Reply look(Request request, ControlServer.ReplySink progress) throws IOException, InterruptedException {
        Optional<Reply> unknown = unknown(request);
        Request.Listed listed = request.listed();
        if (unknown.isPresent() || request.device() == null || listed == null) {
            return unknown.orElseGet(() -> Reply.failed("which device, and which places?"));
        }
        Slot slot = fleet.slot(request.device()).orElseThrow();
        Optional<WatchedDevice> device = slot.device();
        return device.isPresent()
                ? new ListedPlaces(device.get(), progress, Clock.SYSTEM).look(listed)
                : Reply.failed(slot.name() + " is not available: " + slot.reason());
    }

    private StatusReport.Device report(Slot slot) {
        return slot.device()
                .map(device -> StatusReports.watched(
                        device,
                        hardware(slot, device),
                        slot.scrub(),
                        scheduler.next(slot.name()),
                        sensors.smart(slot.name()).orElse(null),
                        Instant.now()))
                .orElseGet(() -> StatusReports.missing(slot.name(), slot.stopped(), slot.reason()));
    }

    /** What a disk is does not change while it is watched, and asking takes long. */
    private Optional<Inventory.Disk> hardware(Slot slot, WatchedDevice device) {
        return inventory
                .compute(
                        slot.name(),
                        (name, known) -> known != null && known.of() == device
                                ? known
                                : new Hardware(
                                        device,
                                        slot.topology().map(Topology::wholeDisk).flatMap(Inventory::disk)))
                .disk();
    }

    private void scrub(Request request, ControlServer.ReplySink reply) throws IOException, InterruptedException {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent()) {
            reply.send(unknown.get());
            return;
        }
        List<String> failures = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (Slot slot : meant(request)) {
            try {
                wanted.add(begin(slot, request));
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            reply.send(Reply.failed(String.join("\n", failures)));
        } else if (wanted.isEmpty()) {
            reply.send(Reply.failed("there is no device to scrub: " + configurationFile + " names none"));
        } else if (request.follow()) {
            awaitScrubs(wanted, reply);
        } else {
            reply.send(Reply.done(wanted.stream().map(Wanted::words).toList()));
        }
    }

    /** What becomes of a device. One that is named waits for nobody; of all, those that share a disk wait for each other. */
    private Wanted begin(Slot slot, Request request) throws IOException {
        Optional<List<MappedRange>> parts = parts(slot, request);
        boolean atOnce = request.device() != null;
        Turns.Turn turn = scheduler.turn(slot.name());
        if (atOnce || parts.isPresent()) {
            turn.hurry();
        }
        Optional<DeviceScrub> begun = slot.beginScrub(parts, DiskPass.Occasion.BY_HAND, turn);
        if (begun.isPresent()) {
            begin(slot.name(), begun.get(), turn);
            return new Wanted(
                    slot, begun.get(), begun.get().waitsForTurn() ? "scrub waits for its turn" : "scrub begins");
        }
        Optional<DeviceScrub> whole = slot.wholeScrub().filter(scrub -> parts.isEmpty());
        whole.ifPresent(scrub -> scrub.wanted(atOnce));
        DeviceScrub running = whole.or(slot::scrub).orElseThrow();
        return new Wanted(
                slot, running, running.waitsForTurn() ? "scrub waits for its turn" : "a scrub is running already");
    }

    private void begin(String name, DeviceScrub scrub, Turns.Turn turn) {
        if (scrub.whole()) {
            scheduler.begun(name);
        }
        scrub.lineUp();
        Thread thread = new Thread(
                () -> {
                    try (turn) {
                        scrub.run();
                    }
                },
                "scrub " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What of the device is meant; empty for all of it. */
    private static Optional<List<MappedRange>> parts(Slot slot, Request request) throws IOException {
        try {
            Optional<MappedRange> part = Optional.ofNullable(request.range()).map(MappedRange::parse);
            return request.known() ? Optional.of(slot.suspects()) : part.map(List::of);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void awaitScrubs(List<Wanted> scrubs, ControlServer.ReplySink reply)
            throws IOException, InterruptedException {
        while (scrubs.stream().anyMatch(one -> one.scrub().running())) {
            reply.send(Reply.progress(reports(scrubs)));
            TimeUnit.MILLISECONDS.sleep(PROGRESS_MILLIS);
        }
        reply.send(Reply.progress(reports(scrubs)));
        reply.send(outcome(scrubs));
    }

    private static List<StatusReport.Scrub> reports(List<Wanted> scrubs) {
        return scrubs.stream()
                .map(one -> StatusReports.scrub(one.slot().name(), one.scrub()))
                .toList();
    }

    private static Reply outcome(List<Wanted> scrubs) {
        List<String> lines = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        boolean attention = false;
        for (Wanted one : scrubs) {
            ScrubAccount account = one.scrub().account();
            ScrubProgress progress = account.whole();
            Optional<DeviceStatus> status = one.slot().device().map(WatchedDevice::status);
            if (progress.state() == ScrubProgress.State.FAILED) {
                failures.add(one.slot().name() + ": the scrub could not go on: "
                        + progress.reason().orElse(""));
            } else {
                lines.addAll(ScrubSummary.lines(one.slot().name(), account, status));
            }
            attention |= status.filter(DeviceStatus::needsAttention).isPresent();
        }
        if (!failures.isEmpty()) {
            lines.addAll(failures);
            return Reply.failed(String.join("\n", lines));
        }
        return attention ? Reply.attention(lines) : Reply.done(lines);
    }

    private Reply cancelScrub(Request request) {
        return unknown(request).orElseGet(() -> {
            Map<Slot, List<DeviceScrub>> meant = scrubs(request);
            meant.values().forEach(scrubs -> scrubs.forEach(DeviceScrub::cancel));
            List<String> lines = new ArrayList<>();
            List<String> failures = new ArrayList<>();
            meant.forEach((slot, scrubs) -> {
                try {
                    boolean any = forgetInterrupted(slot) || !scrubs.isEmpty();
                    lines.add(slot.name() + ": " + (any ? "scrub cancelled" : "no scrub is running"));
                } catch (IOException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            });
            return failures.isEmpty() ? Reply.done(lines) : Reply.failed(String.join("\n", failures));
        });
    }

    /** It is due some minutes after the daemon has begun. */
    private boolean forgetInterrupted(Slot slot) throws IOException {
        boolean forgotten = slot.forgetScrub();
        if (forgotten) {
            scheduler.begun(slot.name());
        }
        return forgotten;
    }

    /** First all of them: else what is not paused yet would have the turn of what is. */
    private Reply pauseScrub(Request request, boolean still) {
        return unknown(request).orElseGet(() -> {
            Map<Slot, List<DeviceScrub>> meant = scrubs(request);
            meant.values().forEach(scrubs -> scrubs.forEach(scrub -> scrub.pause(still)));
            meant.values().forEach(scrubs -> scrubs.forEach(DeviceScrub::afterPause));
            String done = still ? "the scrub stands still until remapd scrub --resume" : "the scrub goes on";
            return Reply.done(meant.entrySet().stream()
                    .map(each ->
                            each.getKey().name() + ": " + (each.getValue().isEmpty() ? "no scrub is running" : done))
                    .toList());
        });
    }

    private Map<Slot, List<DeviceScrub>> scrubs(Request request) {
        Map<Slot, List<DeviceScrub>> scrubs = new LinkedHashMap<>();
        meant(request).forEach(slot -> scrubs.put(slot, slot.scrubs()));
        return scrubs;
    }

    private Reply acknowledge(Request request) {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent() || request.device() == null) {
            return unknown.orElseGet(() -> Reply.failed("which device?"));
        }
        alerts.acknowledge(request.device());
        return Reply.done(List.of(request.device()
                + ": acknowledged: nobody is reminded of what is wrong now, only told what comes new"));
    }

    /** Answered first: this end of the socket is made anew, too. */
    private void reload(ControlServer.ReplySink reply) throws IOException {
        try {
            Configuration configuration = Daemon.configuration(configurationFile);
            reply.send(Reply.done(List.of(configurationFile + " is taken")));
            reload.accept(configuration);
        } catch (BadConfigurationException e) {
            reply.send(Reply.failed(e.getMessage() + "\nnothing was changed"));
        }
    }

    private Reply assemble(Request request) {
        Configuration configuration;
        try {
            configuration = Daemon.configuration(configurationFile);
            fleet.configure(configuration);
            scheduler.reconfigure(Daemon.schedules(configuration));
        } catch (BadConfigurationException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
        if (request.scan()) {
            return assembleFound(configuration);
        }
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent()) {
            return unknown.get();
        }
        Assembled assembled = new Assembled();
        meant(request).forEach(slot -> assembled.add(slot.name(), slot::assemble));
        return assembled.reply();
    }

    private Reply assembleFound(Configuration configuration) {
        try {
            Assembled assembled = new Assembled();
            FoundDevice.Outcome found = FoundDevice.among(Discovery.all(), configuration);
            for (FoundDevice one : found.devices()) {
                Slot slot = fleet.add(one.settings());
                assembled.add(one, slot::assemble);
            }
            found.nameless().forEach(assembled::fail);
            return assembled.reply();
        } catch (IOException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
    }

    private Reply stop(Request request) {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent() || request.device() == null) {
            return unknown.orElseGet(() -> Reply.failed("which device?"));
        }
        try {
            for (Slot slot : meant(request)) {
                slot.stop();
            }
            return Reply.done(List.of(request.device() + ": stopped"));
        } catch (AssemblyException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The disks are somebody else's from here on; what is on them and in the file is that one's to change. */
    private Reply forget(Request request) {
        Reply stopped = stop(request);
        if (stopped.error() == null && request.device() != null) {
            fleet.slot(request.device()).ifPresent(Slot::forgotten);
            fleet.remove(request.device());
        }
        return stopped;
    }

    private Reply addSpares(Request request) {
        Request.Spares wanted = request.spares();
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent() || request.device() == null || wanted == null) {
            return unknown.orElseGet(() -> Reply.failed("which device, and where?"));
        }
        try {
            Growth growth = new Growth(wanted.disk(), Optional.ofNullable(wanted.count()), wanted.force());
            List<String> lines = new ArrayList<>();
            for (Slot slot : meant(request)) {
                lines.add(GrownReply.line(slot.name(), wanted.disk(), slot.addSpares(growth)));
            }
            return Reply.done(lines);
        } catch (AssemblyException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
    }

    private Reply switchBreaker(Request request, boolean open) {
        Optional<Reply> unknown = unknown(request);
        if (unknown.isPresent() || request.device() == null) {
            return unknown.orElseGet(() -> Reply.failed("which device?"));
        }
        try {
            for (Slot slot : meant(request)) {
                slot.switchBreaker(open);
            }
            String what = open
                    ? "open: nothing is moved until remapd breaker " + request.device()
                            + " --close, or the daemon starts again"
                    : "closed";
            return Reply.done(List.of(request.device() + ": the breaker is " + what));
        } catch (AssemblyException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
    }

    private Reply move(Request request) {
        Optional<Reply> unknown = unknown(request);
        Long sector = request.sector();
        if (unknown.isPresent() || request.device() == null || sector == null || sector < 0) {
            return unknown.orElseGet(() -> Reply.failed("which device, and which sector?"));
        }
        MappedSector which = new MappedSector(sector);
        try {
            Slot slot = fleet.slot(request.device()).orElseThrow();
            HandMove came =
                    request.command() == Request.Command.REMAP ? slot.moveToSpare(which) : slot.bringBack(which);
            return HandMoveReply.of(slot.name(), came);
        } catch (AssemblyException e) {
            return Reply.failed(String.valueOf(e.getMessage()));
        }
    }

    private List<Slot> meant(Request request) {
        String device = request.device();
        return device == null
                ? List.copyOf(fleet.slots())
                : fleet.slot(device).stream().toList();
    }

    /** The answer to a request for a device that nobody knows. */
    private Optional<Reply> unknown(Request request) {
        String device = request.device();
        if (device == null || fleet.slot(device).isPresent()) {
            return Optional.empty();
        }
        List<String> known = fleet.slots().stream().map(Slot::name).toList();
        return Optional.of(Reply.failed(Reply.UNKNOWN + device + "; "
                + (known.isEmpty() ? configurationFile + " names none" : "there is " + String.join(", ", known))));
    }
}
