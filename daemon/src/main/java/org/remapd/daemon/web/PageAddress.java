package org.remapd.daemon.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a page: {@code /devices/NAME} or {@code /devices/NAME/SECTOR}.
 *
 * @param sector whose story it is; empty for the device as a whole
 */
record PageAddress(String device, OptionalLong sector) {

    private static final Pattern PATH = Pattern.compile("/devices/([^/]{1,127})(?:/([0-9]{1,18}))?");

    /** Of a path that is decoded; empty if it is no such place. */
    static Optional<PageAddress> parse(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String sector = parts.group(2);
        return Optional.of(new PageAddress(
                parts.group(1), sector == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(sector))));
    }

    static String to(String device) {
        return encoded("/devices/" + device);
    }

    static String to(String device, long sector) {
        return encoded("/devices/" + device + "/" + sector);
    }

    /** A name may hold what means something else in an address. */
    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
