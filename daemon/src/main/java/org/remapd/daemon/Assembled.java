package org.remapd.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.AssemblyException;
import org.remapd.daemon.config.ConfigurationEdit;
import org.remapd.daemon.config.DeviceSelector;
import org.remapd.daemon.control.Reply;

/** How assembling went, of several devices: one that cannot be had holds up no other. */
public final class Assembled {

    /** Makes one available. */
    public interface Step {
        void run() throws AssemblyException, IOException;
    }

    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** Assembles one, and remembers what came of it. */
    public void add(String name, Step step) {
        try {
            step.run();
            lines.add(name + ": available as /dev/mapper/" + name);
        } catch (AssemblyException | IOException e) {
            fail(name + ": " + e.getMessage());
        }
    }

    /** The same for one that was found; of one that will be gone with the next boot, that is said. */
    public void add(FoundDevice found, Step step) {
        String name = found.settings().name();
        int before = failures.size();
        add(name, step);
        boolean kept = found.configured() || failures.size() > before;
        if (!kept && found.settings().selector() instanceof DeviceSelector.ByUuid byUuid) {
            lines.add("/etc/remapd.conf does not name it, so the next boot will not assemble it; what it takes is\n"
                    + ConfigurationEdit.table(name, byUuid.device().uuid()).stripTrailing());
        }
    }

    public void fail(String why) {
        failures.add(why);
    }

    /** What is to be said of it. */
    public Reply reply() {
        if (failures.isEmpty() && lines.isEmpty()) {
            return Reply.done(List.of("there is no device to assemble"));
        }
        return failures.isEmpty()
                ? Reply.done(lines)
                : new Reply(Reply.FAILED, String.join("\n", failures), lines, null, null, null, null);
    }
}
