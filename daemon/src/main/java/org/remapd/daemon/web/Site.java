package org.remapd.daemon.web;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.remapd.daemon.Version;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.SurfaceReport;

/** What there is to get: metrics for Prometheus, and pages for people. */
final class Site {

    private final Source source;
    private final boolean identify;
    private final Pages pages;

    /** @param identify whether models and serial numbers of disks are told */
    Site(Source source, boolean identify) {
        this.source = source;
        this.identify = identify;
        this.pages = new Pages(identify);
    }

    /**
     * Of a path that is decoded.
     *
     * @param accept what the client says it takes
     */
    Answer get(String path, String accept) throws IOException {
        return switch (path) {
            case "/style.css" -> new Answer(Answer.OK, "text/css; charset=utf-8", Pages.asset("style.css"));
            case "/live.js" -> new Answer(Answer.OK, "text/javascript; charset=utf-8", Pages.asset("live.js"));
            case "/metrics" -> metrics(accept);
            default -> page(path);
        };
    }

    private Answer metrics(String accept) throws IOException {
        StatusReport report;
        try {
            report = source.status();
        } catch (IOException e) {
            return Answer.plain(Answer.UNAVAILABLE, e.getMessage() + "\n");
        }
        ExpositionFormatWriter format = format(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        format.write(body, Metrics.of(report, identify));
        return new Answer(Answer.OK, format.getContentType(), body.toByteArray());
    }

    /** The text of old, unless somebody wants OpenMetrics. */
    private static ExpositionFormatWriter format(String accept) {
        OpenMetricsTextFormatWriter open = OpenMetricsTextFormatWriter.create();
        return open.accepts(accept) ? open : PrometheusTextFormatWriter.create();
    }

    private Answer page(String path) {
        try {
            Optional<PageAddress> address = PageAddress.parse(path);
            if (path.equals("/")) {
                return Answer.page(Answer.OK, pages.of(OverviewPage.of(source.status())));
            }
            return address.isEmpty() ? nothing(path) : page(address.get());
        } catch (IOException e) {
            return trouble(Answer.UNAVAILABLE, "The daemon cannot be asked", e.getMessage() + ".");
        }
    }

    private Answer page(PageAddress address) throws IOException {
        StatusReport report = source.status();
        Optional<StatusReport.Device> device = report.devices().stream()
                .filter(each -> each.name().equals(address.device()))
                .findAny();
        if (device.isEmpty()) {
            return nothing("device " + address.device());
        }
        return address.sector().isPresent()
                ? story(address.device(), address.sector().getAsLong())
                : device(report, device.get());
    }

    private Answer device(StatusReport report, StatusReport.Device device) throws IOException {
        Optional<SurfaceReport> surface =
                device.state().equals("watched") ? source.surface(device.name()) : Optional.empty();
        return Answer.page(Answer.OK, pages.of(DevicePage.of(report, device, surface, identify)));
    }

    private Answer story(String device, long sector) throws IOException {
        return source.story(device, sector)
                .map(story -> Answer.page(Answer.OK, pages.of(StoryPage.of(Version.TEXT, story))))
                .orElseGet(() -> nothing("sector " + sector + " of " + device));
    }

    private Answer nothing(String what) {
        return trouble(Answer.NOT_FOUND, "There is no " + what, "The devices are on the first page.");
    }

    private Answer trouble(int status, String title, String what) {
        return Answer.page(status, pages.of(new Pages.Trouble(title, Version.TEXT, what)));
    }
}
