package org.remapd.daemon.cli;

import java.util.Locale;
import org.remapd.daemon.control.StatusReport;

/**
 * Requests to a device since its target was loaded, as {@code remapd stats} prints them. Pure.
 *
 * @param total both of the others
 */
record RequestStatistics(String device, Requests read, Requests write, Requests total) {

    private static final int SECTOR = 512;

    /**
     * Requests of a kind.
     *
     * @param requests how many
     * @param avgSize  bytes of one, on average; 0 if there was none
     */
    record Requests(long requests, long avgSize) {

        private static Requests of(long requests, long sectors) {
            return new Requests(requests, requests == 0 ? 0 : Math.round((double) sectors * SECTOR / requests));
        }

        private String line(String kind) {
            return String.format(Locale.ROOT, "  %-7s requests %d, avg size %d bytes%n", kind, requests, avgSize);
        }
    }

    static RequestStatistics of(String device, StatusReport.Io io) {
        return new RequestStatistics(
                device,
                Requests.of(io.reads(), io.sectorsRead()),
                Requests.of(io.writes(), io.sectorsWritten()),
                Requests.of(io.reads() + io.writes(), io.sectorsRead() + io.sectorsWritten()));
    }

    String text() {
        return device + "\n" + read.line("read") + write.line("write") + total.line("total");
    }
}
