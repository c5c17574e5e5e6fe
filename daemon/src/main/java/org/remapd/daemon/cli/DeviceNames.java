package org.remapd.daemon.cli;

import java.util.Iterator;
import java.util.List;

/**
 * What completes the name of a device: words for the shell, which finds those that the configuration names. They are of no use to the program
 * itself. (picocli's AutoComplete puts candidates between double quotes.)
 */
final class DeviceNames implements Iterable<String> {

    private static final String CONFIGURED =
            "$(sed -n 's/^ *[[]device[.]\\([A-Za-z0-9_-]*\\).*/\\1/p' /etc/remapd.conf 2>/dev/null | sort -u)";

    @Override
    public Iterator<String> iterator() {
        return List.of(CONFIGURED).iterator();
    }
}
