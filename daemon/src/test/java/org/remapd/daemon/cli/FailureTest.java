package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailureTest {

    @Test
    void whatAReasonQuotesOfOthersDoesNotSpeakToTheTerminalButItsLinesStay() {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Main()).setErr(new PrintWriter(err, true));

        Failure.tell(line, "two disks:\n  /dev/sdb is called \"\u001b[2J\u202e\"");

        assertThat(err.toString().lines()).containsExactly("remapd: two disks:", "  /dev/sdb is called \"?[2J?\"");
    }
}
