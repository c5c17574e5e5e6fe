package org.remapd.agent.twin;

/** The daemon ends here, as by SIGKILL: nothing may catch it. */
public final class Killed extends Error {

    private static final long serialVersionUID = 1;

    Killed(int call) {
        super("killed at port call " + call, null, false, false);
    }
}
