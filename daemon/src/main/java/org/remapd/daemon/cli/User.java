package org.remapd.daemon.cli;

import java.io.IOException;

/** Who has typed the command. */
final class User {

    private User() {}

    /** The same error, unless it may well be for want of rights: then that is said first. */
    static IOException orOnlyRoot(String may, IOException error) {
        String name = System.getProperty("user.name");
        return name.equals("root")
                ? error
                : new IOException(
                        "only root may " + may + ", and you are " + name + " (" + error.getMessage() + ")", error);
    }
}
