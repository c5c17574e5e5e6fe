package org.remapd.agent;

/** A remap device could not be made available; the message says what is in the way and what to do. */
public final class AssemblyException extends Exception {

    private static final long serialVersionUID = 1;

    public AssemblyException(String message) {
        super(message);
    }

    public AssemblyException(String message, Throwable cause) {
        super(message, cause);
    }
}
