package org.remapd.daemon.alert;

import org.jspecify.annotations.Nullable;

/** Somebody was not told; the message says why, and has no secret in it. */
final class NotToldException extends Exception {

    private static final long serialVersionUID = 1;

    NotToldException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
