package org.remapd.daemon.web;

import java.io.IOException;
import java.util.Optional;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.control.SurfaceReport;

/** Where what is told is from: the daemon, who is asked each time. Each says in words why it cannot. */
public interface Source {

    StatusReport status() throws IOException;

    /** Of a device that is watched. */
    Optional<SurfaceReport> surface(String device) throws IOException;

    /** Of the unit that holds a sector of a device; empty if it has no such sector. */
    Optional<StoryReport> story(String device, long sector) throws IOException;
}
