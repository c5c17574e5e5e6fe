package org.remapd.agent.sensor.kernellog;

/** What an I/O request wanted of the disk. */
enum Request {
    READ,
    WRITE,
    /** To empty the drive's cache, which is nowhere in particular, whatever sector the log names. */
    FLUSH,
    /** Discard, passthrough and the like: no data of a sector is read or written. */
    OTHER,
    /** The log does not say. */
    UNKNOWN
}
