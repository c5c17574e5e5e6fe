package org.remapd.agent.sys;

import java.io.IOException;

/** A program of this machine did not do what it was run for. */
public final class ProgramException extends IOException {

    private static final long serialVersionUID = 1;

    private final String reason;
    private final String detail;

    ProgramException(String reason, String detail) {
        super(reason + ": " + detail);
        this.reason = reason;
        this.detail = detail;
    }

    ProgramException(String reason, String detail, Exception cause) {
        super(reason + ": " + detail, cause);
        this.reason = reason;
        this.detail = detail;
    }

    /** In short, beginning with the program: "smartctl hangs". */
    public String reason() {
        return reason;
    }

    /** In words, without the program: "it did not end within 3 s". */
    public String detail() {
        return detail;
    }
}
