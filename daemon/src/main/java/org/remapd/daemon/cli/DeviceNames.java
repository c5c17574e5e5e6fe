package org.remapd.daemon.cli;

import java.util.Iterator;
import java.util.List;

/** What completes the name of a device: nothing that is known here. Whoever writes the completion puts the names in place of {@link #PLACE}. */
public final class DeviceNames implements Iterable<String> {

    public static final String PLACE = "@DEVICES@";

    @Override
    public Iterator<String> iterator() {
        return List.of(PLACE).iterator();
    }
}
