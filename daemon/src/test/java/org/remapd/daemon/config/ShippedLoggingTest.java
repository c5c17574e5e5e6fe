package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** config/logback.xml writes what the journal understands. */
class ShippedLoggingTest {

    private final LoggerContext context = new LoggerContext();
    private final PrintStream stdout = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws JoranException {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure("../config/logback.xml");
    }

    @AfterEach
    void restore() {
        context.stop();
        System.setOut(stdout);
    }

    @Test
    void eachLevelHasItsSyslogPriority() {
        Logger log = context.getLogger("org.remapd.daemon.Something");
        log.error("an INFO in the text changes nothing");
        log.warn("{} of {}", 1, 2);
        log.info("plain");
        log.debug("not by default");

        assertThat(lines())
                .containsExactly(
                        "<3>Something: an INFO in the text changes nothing",
                        "<4>Something: 1 of 2",
                        "<6>Something: plain");
    }

    @Test
    void aStackTraceStaysInTheLineThatHasThePriority() {
        context.getLogger("Something").error("two\nlines", new IllegalStateException("broken"));

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("<3>Something: two | lines | java.lang.IllegalStateException: broken | at ");
    }

    @Test
    void quartzIsQuiet() {
        context.getLogger("org.quartz.core.QuartzScheduler").info("Quartz Scheduler created");

        assertThat(lines()).isEmpty();
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
