package org.remapd.agent.twin;

/** Counts the calls that go out through the ports, and ends the daemon at one of them. */
public final class KillSwitch {

    private int calls;
    private int at = Integer.MAX_VALUE;
    private Runnable meanwhile = () -> {};
    private boolean inside;

    /** Lets {@code more} calls through; the one after them does not happen, and nothing after it. */
    public void after(int more) {
        calls = 0;
        at = more;
    }

    public void never() {
        at = Integer.MAX_VALUE;
    }

    public int calls() {
        return calls;
    }

    /** What somebody else does just before each call; calls of his own do not count. */
    public void meanwhile(Runnable somebodyElse) {
        meanwhile = somebodyElse;
    }

    void call() {
        if (inside) {
            return;
        }
        inside = true;
        meanwhile.run();
        inside = false;
        if (calls >= at) {
            throw new Killed(calls);
        }
        calls++;
    }
}
