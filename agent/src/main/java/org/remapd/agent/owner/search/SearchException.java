package org.remapd.agent.owner.search;

import java.io.IOException;

/** It cannot be told whose a sector is; the message says why, and what would help. */
final class SearchException extends Exception {

    private static final long serialVersionUID = 1;

    SearchException(String message) {
        super(message);
    }

    SearchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For the reason that the cause says. */
    SearchException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
