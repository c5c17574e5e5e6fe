package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.SurfaceReport;
import org.remapd.daemon.words.Shades;
import picocli.CommandLine;

/** Shows how long reads took over the surface of a device's disk, as the daemon knows it. */
final class MapSurface {

    private final CommandLine line;
    private final String device;
    private final MapImport.Daemon daemon;

    MapSurface(CommandLine line, String device, MapImport.Daemon daemon) {
        this.line = line;
        this.device = device;
        this.daemon = daemon;
    }

    /** The exit status. */
    int show(boolean json) throws IOException {
        SurfaceReport report = ask();
        PrintWriter out = line.getOut();
        if (json) {
            out.println(ReportJson.of(report));
        } else {
            print(report, out);
        }
        out.flush();
        return Reply.DONE;
    }

    private static void print(SurfaceReport report, PrintWriter out) {
        Optional<Path> terminal = Terminal.output();
        if (terminal.isPresent()) {
            new SurfaceText(out, report, Terminal.showsUtf8() ? Shades.BLOCKS : Shades.ASCII)
                    .picture(ScreenSize.of(terminal.get()).columns());
        } else {
            new SurfaceText(out, report, Shades.ASCII).lines();
        }
    }

    private SurfaceReport ask() throws IOException {
        Reply reply = daemon.ask(new Request(Request.Command.SURFACE, device, false), progress -> {});
        SurfaceReport report = reply.surface();
        if (report == null) {
            throw new IOException(reply.error() == null ? "the daemon's answer holds no map" : reply.error());
        }
        return report;
    }
}
