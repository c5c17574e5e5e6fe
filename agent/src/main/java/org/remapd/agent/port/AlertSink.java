package org.remapd.agent.port;

import org.remapd.agent.fault.Alert;

/** Where alerts go. Does not block on anything that could sit behind the disk that is being healed; any thread. */
public interface AlertSink {
    void raise(Alert alert);
}
