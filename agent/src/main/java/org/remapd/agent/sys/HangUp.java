package org.remapd.agent.sys;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which a daemon is told that its configuration has changed. Java would end upon it.
 *
 * <p>Java has no word for signals but {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which is there to stay (JEP 260), and
 * which no compiler lets pass without a warning: hence by reflection.
 */
public final class HangUp {

    private HangUp() {}

    /**
     * From now on the signal does that, on a thread of its own each time, and nothing else.
     *
     * @throws IllegalStateException if this Java has no signals
     */
    public static void then(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        // Nobody calls another of its methods.
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java takes no signals", e);
        }
    }
}
