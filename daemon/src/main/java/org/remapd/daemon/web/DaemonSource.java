package org.remapd.daemon.web;

import java.io.IOException;
import java.util.Optional;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.control.SurfaceReport;

/** The daemon of this machine. */
public record DaemonSource(ControlClient daemon) implements Source {

    @Override
    public StatusReport status() throws IOException {
        return daemon.status(null);
    }

    @Override
    public Optional<SurfaceReport> surface(String device) throws IOException {
        return Optional.ofNullable(
                ask(new Request(Request.Command.SURFACE, device, false)).surface());
    }

    @Override
    public Optional<StoryReport> story(String device, long sector) throws IOException {
        return Optional.ofNullable(ask(Request.explain(device, sector)).story());
    }

    private Reply ask(Request request) throws IOException {
        return daemon.ask(request, progress -> {});
    }
}
