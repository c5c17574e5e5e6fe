package org.remapd.agent.sensor.kernellog;

/** What an I/O request wanted of the disk. */
enum Request {
    READ,
    WRITE,
    /** Discard, flush, passthrough and the like: no data of a sector is read or written. */
    OTHER,
    /** The log does not say. */
    UNKNOWN
}
