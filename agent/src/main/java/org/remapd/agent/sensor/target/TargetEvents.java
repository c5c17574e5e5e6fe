package org.remapd.agent.sensor.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.remapd.agent.sys.DmControl;

/**
 * Events of device-mapper devices, of all of them: which one it was has to be asked. One thread at a time; {@link #close} may come
 * from another once the first is through.
 */
public final class TargetEvents implements AutoCloseable {

    private final DmControl control;

    private TargetEvents(DmControl control) {
        this.control = control;
    }

    public static TargetEvents open() throws IOException {
        return new TargetEvents(DmControl.open());
    }

    /** Only events that come after this are waited for. */
    public void arm() throws IOException {
        control.arm();
    }

    /** False if there was no event since {@link #arm} within the limit. */
    public boolean await(Duration limit) throws IOException {
        return control.await(limit);
    }

    @Override
    public void close() {
        try {
            control.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
