package org.remapd.agent.fault;

/** How a read, write or flush ended. A failing disk is expected, so its errors are values. */
public sealed interface IoResult {

    /** Done, all of it. */
    record Ok() implements IoResult {}

    /**
     * Not done, or only in part.
     *
     * @param detail the system's words, for people
     */
    record Failed(IoError error, String detail) implements IoResult {}

    default boolean ok() {
        return this instanceof Ok;
    }
}
