package org.remapd.daemon;

import org.remapd.agent.Growth;

/** What somebody is told who gave a device more spares. */
public final class GrownReply {

    private GrownReply() {}

    public static String line(String device, String disk, Growth.Grown grown) {
        return device + ": " + disk + " is a spare device now, and it has " + grown.spares() + " spares in all"
                + Growth.told(grown.destroyed());
    }
}
