package org.remapd.daemon.config;

import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.remapd.agent.fault.DeviceId;

/** How the file says which disk a device lies on. */
public sealed interface DeviceSelector {

    /** The disk whose metadata carries this UUID, wherever it is plugged in. */
    record ByUuid(DeviceId device) implements DeviceSelector {

        private static final Pattern FORM =
                Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

        static ByUuid parse(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("not a UUID; expected one as `remapd status` shows it");
            }
            return new ByUuid(new DeviceId(UUID.fromString(text)));
        }
    }

    /** The disk or partition behind this absolute path below /dev. */
    record ByDisk(Path disk) implements DeviceSelector {

        private static final Path DEV = Path.of("/dev");

        static ByDisk parse(String text) {
            Path path = Path.of(text).normalize();
            if (!path.startsWith(DEV) || path.equals(DEV)) {
                throw new IllegalArgumentException("not a disk; expected an absolute path below /dev");
            }
            return new ByDisk(path);
        }
    }
}
