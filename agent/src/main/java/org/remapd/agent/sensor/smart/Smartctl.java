package org.remapd.agent.sensor.smart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.remapd.agent.port.SmartSource;
import org.remapd.agent.sys.Program;
import org.remapd.agent.sys.ProgramException;

/**
 * Runs smartctl. One that does not end in time is killed, with all it has started; one that cannot be killed, for the
 * kernel waits for the disk, is left behind, and its disk not asked again until it is gone. May be used by many threads.
 *
 * <p>Which kind of disk it is, smartctl finds out (a disk on USB may be either), so it is told at once what is to be asked of each, and
 * leaves out what is another's (parse_options in its smartctl.cpp, 7.3 and 7.4):
 *
 * <table>
 * <caption>What is asked</caption>
 * <tr><td>ATA</td><td>xerror,error; xselftest,selftest; selective; defects,4096; devstat; scterc; capabilities</td></tr>
 * <tr><td>NVMe</td><td>error,64; selftest; capabilities</td></tr>
 * <tr><td>SCSI</td><td>error,64, of which the number is NVMe's; selftest; background; defects</td></tr>
 * </table>
 *
 * A disk that sleeps is left asleep: {@code --nocheck} looks at ATA's power mode and at SCSI's sense data; NVMe drives wake by
 * themselves, and have nothing to spin up.
 */
public final class Smartctl implements SmartSource {

    /** An own exit status for sleeping, since the default is the same as for a disk that cannot be opened. */
    private static final String LEAVE_ASLEEP = "--nocheck=standby," + SmartParser.ASLEEP;

    private static final List<String> REPORT = List.of(
            "--json=c",
            LEAVE_ASLEEP,
            "--info",
            "--health",
            "--capabilities",
            "--attributes",
            "--log=xerror,error",
            "--log=xselftest,selftest",
            "--log=selftest",
            "--log=selective",
            "--log=background",
            "--log=devstat",
            "--log=scterc");

    /** Each of them has smartctl 7.3 read the pending defects of a SCSI disk. */
    private static final List<String> DEFECTS = List.of("--log=error,64", "--log=defects,4096");

    /** Far more than any drive has to say: of the longest log, 4096 pending defects, that is 50 bytes each. */
    private static final int MOST_OUTPUT = 1 << 20;

    private final String program;
    private final Duration patience;
    private final Map<Path, Program> leftBehind = new ConcurrentHashMap<>();

    /**
     * A smartctl that is nowhere running yet.
     *
     * @param program its path, or its name to be looked up in PATH
     * @param patience how long one run may take; with many logs, slow disks and the kernel's own timeout of 30 s in mind
     */
    public Smartctl(String program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    @Override
    public Answer ask(Path disk, Request request) {
        Program before = leftBehind.get(disk);
        if (before != null && before.lingers()) {
            return new Unanswered(program + " hangs", "one that was started before cannot be ended");
        }
        leftBehind.remove(disk);
        try (Program run = Program.start(command(disk, request), MOST_OUTPUT)) {
            return answer(disk, run);
        } catch (ProgramException e) {
            return new Unanswered(e.reason(), e.detail());
        }
    }

    /** Its exit status is in the report. */
    private Answer answer(Path disk, Program run) throws ProgramException {
        try {
            return new Printed(run.output(patience).text());
        } finally {
            if (run.lingers()) {
                leftBehind.put(disk, run);
            }
        }
    }

    private List<String> command(Path disk, Request request) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments(request));
        command.add(disk.toString());
        return command;
    }

    private static List<String> arguments(Request request) {
        List<String> arguments = new ArrayList<>();
        switch (request) {
            case REPORT -> {
                arguments.addAll(REPORT);
                arguments.addAll(DEFECTS);
            }
            case REPORT_BUT_DEFECTS -> arguments.addAll(REPORT);
            case LOGS_AS_TEXT -> {
                arguments.addAll(List.of(LEAVE_ASLEEP, "--log=selftest"));
                arguments.addAll(DEFECTS);
            }
            case SELF_TEST -> arguments.addAll(List.of(LEAVE_ASLEEP, "--test=long"));
        }
        return arguments;
    }
}
