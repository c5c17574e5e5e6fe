package org.remapd.agent.owner.btrfs;

/** A file system, or a part of it, that cannot be read, or is not as it should be; the message says what. */
public final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    public UnreadableException(String message) {
        super(message);
    }
}
