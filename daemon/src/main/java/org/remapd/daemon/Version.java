package org.remapd.daemon;

import java.util.Optional;

/** Which remapd this is. */
public final class Version {

    /** From the jar's manifest; {@code development} where there is no jar. */
    public static final String TEXT = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
