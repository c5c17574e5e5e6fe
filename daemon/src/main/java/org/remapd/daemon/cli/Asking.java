package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.remapd.agent.owner.Printable;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import picocli.CommandLine;

/** Asks the daemon and shows its answer; what the commands that do no more than that have in common. */
final class Asking {

    private final CommandLine line;

    Asking(CommandLine line) {
        this.line = line;
    }

    /** The exit status. */
    int ask(Request request, Consumer<Reply> progress) {
        try {
            return show(new ControlClient(ControlServer.SOCKET).ask(request, progress));
        } catch (IOException e) {
            Failure.tell(line, e.getMessage());
            return Reply.FAILED;
        }
    }

    int ask(Request request) {
        return ask(request, progress -> {});
    }

    /** What is done if there is no daemon. */
    interface Instead {
        Reply run() throws Exception;
    }

    /** Asks the daemon, and does it here if there is none. */
    int ask(Request request, Instead instead) throws Exception {
        try {
            return show(new ControlClient(ControlServer.SOCKET).ask(request, progress -> {}));
        } catch (ControlClient.NoDaemonException e) {
            return show(instead.run());
        }
    }

    private int show(Reply reply) {
        if (reply.lines() != null) {
            List<String> lines = reply.lines();
            lines.forEach(each -> line.getOut().println(Printable.lines(each)));
        }
        if (reply.error() != null) {
            Failure.tell(line, reply.error());
        }
        Integer exit = reply.exit();
        return exit == null ? Reply.FAILED : exit;
    }
}
