package org.remapd.daemon.alert;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.remapd.agent.owner.Printable;
import org.remapd.agent.sys.Program;
import org.remapd.agent.sys.ProgramException;

/** A program of the administrator's: told by its environment, as smartd's are, and by its standard input. */
record HookChannel(Path program) implements Channel {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST_OUTPUT = 64 * 1024;

    @Override
    public String name() {
        return "hook " + program;
    }

    @Override
    public void tell(WrittenNotice notice, NoticeText text) throws NotToldException {
        run(List.of(program.toString()), environment(notice, text), text.body());
    }

    /** Runs it, and has it killed if it hangs. */
    static void run(List<String> command, Map<String, String> environment, String input) throws NotToldException {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        try (Program running = Program.start(command, environment, bytes, MOST_OUTPUT)) {
            Program.Output output = running.output(PATIENCE);
            if (output.status() != 0) {
                String said = output.errors().isBlank()
                        ? " and said nothing"
                        : ": " + output.errors().strip();
                throw new NotToldException("ended with status " + output.status() + said, null);
            }
        } catch (ProgramException e) {
            throw new NotToldException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, String> environment(WrittenNotice notice, NoticeText text) {
        Map<String, String> environment = new TreeMap<>(notice.fields());
        environment.put("REMAPD_SUBJECT", text.subject());
        environment.put("REMAPD_DEVICE", notice.device());
        environment.put("REMAPD_KIND", notice.kind());
        environment.put("REMAPD_SEVERITY", notice.severity());
        environment.put("REMAPD_COUNT", Integer.toString(notice.count()));
        environment.put("REMAPD_REMINDER", Integer.toString(notice.reminder()));
        environment.replaceAll((name, value) -> Printable.line(value));
        return environment;
    }
}
