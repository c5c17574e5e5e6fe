package org.remapd.daemon.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.control.SurfaceReport;

/**
 * Serves the page with made-up disks, for lab/shots: {@code Showcase PORT healthy|failing|forty}. The same each time.
 */
final class Showcase implements Source {

    private static final long DISK = 7_814_037_168L;
    private static final int CELLS = 1024;
    private static final long CELL = DISK / CELLS + 1;
    private static final List<StatusReport.Change> PENDING = List.of(
            new StatusReport.Change("2026-03-02T07:00:00Z", "pending_sectors", 0),
            new StatusReport.Change("2026-11-08T10:02:00Z", "pending_sectors", 8),
            new StatusReport.Change("2026-11-21T04:02:00Z", "pending_sectors", 40),
            new StatusReport.Change("2026-11-29T10:02:00Z", "pending_sectors", 96));

    private final List<StatusReport.Device> devices;

    private Showcase(List<StatusReport.Device> devices) {
        this.devices = devices;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Showcase disks = switch (arguments[1]) {
            case "healthy" ->
                new Showcase(Stream.of("archive", "media", "scratch")
                        .map(Showcase::healthy)
                        .toList());
            case "failing" -> new Showcase(List.of(failing("archive"), healthy("media"), healthy("scratch")));
            case "forty" -> new Showcase(forty());
            default -> throw new IllegalArgumentException(arguments[1]);
        };
        try (WebServer server =
                WebServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new Site(disks, false))) {
            System.out.println(server.address());
            new CountDownLatch(1).await();
        }
    }

    private static List<StatusReport.Device> forty() {
        List<StatusReport.Device> all = new ArrayList<>();
        for (int n = 1; n <= 40; n++) {
            String name = "bay%02d".formatted(n);
            all.add(n == 17 ? failing(name) : n == 31 ? Reports.missing(name) : healthy(name));
        }
        return all;
    }

    private static StatusReport.Device healthy(String name) {
        return device(name, List.of(), null, new StatusReport.Spares(4096, 0, 0, 4096, List.of(), null), List.of());
    }

    private static StatusReport.Device failing(String name) {
        Random random = new Random(7);
        List<StatusReport.Fault> faults = IntStream.range(0, 12)
                .mapToObj(n -> {
                    long sector = 3_500_000_000L + random.nextInt(80_000_000) / 8 * 8L;
                    boolean lost = n < 2;
                    return new StatusReport.Fault(
                            sector,
                            sector + 2048,
                            8,
                            lost ? "poisoned" : n < 9 ? "remapped" : "healed-in-place",
                            lost
                                    ? "what could not be read is lost"
                                    : n < 9
                                            ? "all of it was saved"
                                            : "all of it was saved, and it reads since it was rewritten",
                            n % 2 == 0 ? "scrub: medium error" : "a read failed",
                            1 + n % 3,
                            lost ? List.of(sector + 2, sector + 3, sector + 5) : List.of(),
                            "2026-11-%02dT0%d:12:44Z".formatted(28 - n, n % 9));
                })
                .toList();
        StatusReport.Scrub scrub = new StatusReport.Scrub(
                name,
                "running",
                null,
                "2026-11-29T02:14:00Z",
                DISK,
                DISK / 100 * 62,
                6,
                0,
                128,
                171_000_000,
                8_890L,
                null,
                "as fast as the disk allows",
                0,
                false);
        return device(
                name,
                faults,
                scrub,
                new StatusReport.Spares(4096, 214, 3, 3879, List.of(), new StatusReport.Runway(310, 140, 720, 41, 30)),
                List.of("the drive predicts its own failure"));
    }

    private static StatusReport.Device device(
            String name,
            List<StatusReport.Fault> faults,
            StatusReport.@org.jspecify.annotations.Nullable Scrub scrub,
            StatusReport.Spares spares,
            List<String> copyNow) {
        boolean well = faults.isEmpty();
        return new StatusReport.Device(
                name,
                "watched",
                null,
                !well,
                "0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11",
                new StatusReport.Disk(disk(name), null, null, DISK, 2048),
                DISK - 65_536,
                8,
                spares,
                new StatusReport.Metadata(2, 2, null),
                new StatusReport.Breaker(false, null, null, null),
                new StatusReport.Io(81_234, 9_212_312, 52_311, 8_912_344, well ? 0 : 512, 0),
                faults,
                List.of(),
                new StatusReport.Totals(well ? 0 : 19, 0, 0, well ? 0 : 9),
                scrub,
                new StatusReport.LastScrub("2026-11-22T02:14:00Z", "2026-11-22T09:31:12Z", 0, 0),
                List.of(
                        new StatusReport.LastScrub("2026-11-22T02:14:00Z", "2026-11-22T09:31:12Z", 0, 0),
                        new StatusReport.LastScrub("2026-11-15T02:14:00Z", "2026-11-15T09:28:50Z", 0, 0)),
                "2026-12-06T02:14:00Z",
                new StatusReport.Smart(
                        well ? "passed" : "failing",
                        well ? null : "96 pending sectors",
                        null,
                        new StatusReport.Health(
                                "2026-11-29T10:02:00Z",
                                Map.of("pending_sectors", well ? 0L : 96L),
                                null,
                                null,
                                null,
                                well ? 34 : 41,
                                31_204L,
                                List.of(),
                                well ? List.of() : PENDING)),
                copyNow);
    }

    private static String disk(String device) {
        String number = device.replaceAll("\\D", "");
        int n = number.isEmpty() ? Math.floorMod(device.hashCode(), 26) : Integer.parseInt(number);
        return "/dev/sd" + (n < 26 ? "" : (char) ('a' + n / 26 - 1)) + (char) ('a' + n % 26);
    }

    @Override
    public StatusReport status() {
        return Reports.of(devices.toArray(StatusReport.Device[]::new));
    }

    /** It gets slower from the rim to the middle; what is bad lies in a band. */
    @Override
    public Optional<SurfaceReport> surface(String device) {
        boolean failing = devices.stream().anyMatch(each -> each.name().equals(device) && each.attention());
        Random random = new Random(device.hashCode());
        return Optional.of(new SurfaceReport(
                device,
                disk(device),
                DISK,
                CELL,
                "2026-11-29T02:14:00Z",
                failing,
                IntStream.range(0, CELLS)
                        .mapToObj(n -> cell(n, failing, random.nextDouble()))
                        .toList()));
    }

    private static SurfaceReport.Cell cell(int n, boolean failing, double chance) {
        boolean band = failing && n > 440 && n < 480;
        boolean read = !failing || n < CELLS * 62 / 100;
        double millis = (4.4 + 4.0 * n / CELLS) * (0.95 + chance / 10) * (band ? 1 + 14 * chance * chance : 1);
        return new SurfaceReport.Cell(
                n * CELL,
                CELL,
                n < CELLS - 2 ? n * CELL + "+" + CELL : null,
                read ? CELL : 0,
                read ? millis : null,
                read ? millis * 4 : null,
                false,
                band && chance > 0.93,
                band && chance > 0.6 ? 5 : 0,
                false);
    }

    @Override
    public Optional<StoryReport> story(String device, long sector) {
        return Optional.empty();
    }
}
