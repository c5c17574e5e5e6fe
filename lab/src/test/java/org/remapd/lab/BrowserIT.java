package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, with made-up disks: {@code lab/shots --serve}. */
class BrowserIT {

    private static final String HEALTHY = "http://localhost:9757";
    private static final String FAILING = "http://localhost:9758";
    private static final String FORTY = "http://localhost:9759";
    private static final long SERVED_MINUTES = 10;

    /** WCAG 2.1, 1.4.3. */
    private static final double CONTRAST = 4.5;

    private static final String WORDS = """
            const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
            const light = colour => {
              const [r, g, b] = numbers(colour).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (one, other) => {
              const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
              return (high + 0.05) / (low + 0.05);
            };
            const behind = element => {
              for (let e = element; e; e = e.parentElement) {
                const colour = getComputedStyle(e).backgroundColor;
                if (/^rgb\\(/.test(colour)) return colour;
              }
              return "rgb(255, 255, 255)";
            };
            """;

    /** Text that is too hard to tell from what is behind it. */
    private static final String FAINT = """
            (() => {
            %s
              return [...document.querySelectorAll("body *")]
                .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .filter(e => !e.closest("svg, progress, meter"))
                .map(e => [contrast(getComputedStyle(e).color, behind(e)), e.tagName + " " + e.textContent.trim().slice(0, 30)])
                .filter(([ratio]) => ratio < %s)
                .map(([ratio, what]) => ratio.toFixed(1) + " " + what)
                .join("; ");
            })()
            """.formatted(WORDS, CONTRAST);

    /** Of two shades of the surface, one after the other. */
    private static final String LEAST_STEP = """
            (() => {
            %s
              const shades = ["s0", "s1", "s2", "s3"].map(s => getComputedStyle(document.querySelector(".legend ." + s)).fill);
              return Math.min(...shades.slice(1).map((shade, n) => contrast(shade, shades[n])));
            })()
            """.formatted(WORDS);

    private static final String WALKED =
            "[...document.querySelectorAll('a[href], summary')].filter(e => e.checkVisibility())"
                    + ".map(e => e.tagName + ' ' + (e.href || e.innerText)).join('\\n')";

    private static final String FOCUSED = "(e => e.tagName + ' ' + (e.href || e.innerText) + '\\n'"
            + " + getComputedStyle(e).outlineStyle)(document.activeElement)";

    private static Process pages;

    private Browser browser;

    @TempDir
    private Path directory;

    @BeforeAll
    static void serve() throws IOException, InterruptedException {
        Path said = Files.createTempFile("pages-", ".out");
        pages = Lab.command("shots", List.of("--serve"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(SERVED_MINUTES);
        while (!Files.readString(said).contains("until it is ended")) {
            assertThat(pages.isAlive() && System.nanoTime() < until)
                    .as(Files.readString(said))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Files.delete(said);
    }

    @AfterAll
    static void serveNoMore() {
        pages.descendants().forEach(ProcessHandle::destroy);
        pages.destroy();
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        browser = new Browser(directory);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({
        HEALTHY + "/, light",
        HEALTHY + "/devices/media, dark",
        FAILING + "/, dark",
        FAILING + "/devices/archive, light",
        FAILING + "/devices/archive, dark",
        FORTY + "/, light"
    })
    void itIsShownWithoutAComplaintFitsAndCanBeRead(String address, String scheme) {
        browser.prefer(scheme);
        browser.open(address);

        assertThat(browser.evaluate("document.querySelector('h1').innerText")).isNotBlank();
        assertThat(browser.evaluate(FAINT)).as("text that is hard to read").isEmpty();
        assertThat(Double.parseDouble(browser.evaluate(
                        "(() => {" + WORDS + " return light(getComputedStyle(document.body).backgroundColor); })()")))
                .as("how light it is")
                .matches(light -> scheme.equals("dark") ? light < 0.1 : light > 0.9);
        for (int width : List.of(1200, 420)) {
            browser.makeAsWideAs(width);
            assertThat(Integer.parseInt(browser.evaluate("document.documentElement.scrollWidth")))
                    .isLessThanOrEqualTo(width);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void theSurfaceIsToldApartByHowLightItIsAndByMarksWithAShape(String scheme) {
        browser.prefer(scheme);
        browser.open(FAILING + "/devices/archive");

        assertThat(Double.parseDouble(browser.evaluate(LEAST_STEP))).isGreaterThan(1.4);
        assertThat(
                        browser.evaluate(
                                "[...document.querySelectorAll('.surface use.mark')].every(use => document.querySelector(use.getAttribute('href')))"))
                .isEqualTo("true");
        assertThat(Integer.parseInt(browser.evaluate("document.querySelectorAll('.surface use.mark').length")))
                .isPositive();
        assertThat(browser.evaluate("document.querySelector('.surface').getAttribute('aria-label')"))
                .isNotBlank();
    }

    @Test
    void allOfItIsReachedWithoutAMouseAndWhereOneIsCanBeSeen() {
        browser.open(FAILING + "/devices/archive");
        Set<String> all = new TreeSet<>(Arrays.asList(browser.evaluate(WALKED).split("\n")));
        Set<String> reached = new TreeSet<>();
        // What scrolls can be walked to as well.
        for (int steps = 0; steps < 2 * all.size() + 20 && !reached.containsAll(all); steps++) {
            browser.pressTab();
            String[] focused = browser.evaluate(FOCUSED).split("\n");
            if (all.contains(focused[0])) {
                reached.add(focused[0]);
                assertThat(focused[1]).as("around %s", focused[0]).isEqualTo("solid");
            }
        }
        assertThat(reached).hasSizeGreaterThan(3).isEqualTo(all);

        browser.evaluate("document.querySelector('summary').focus()");
        browser.pressEnter();
        assertThat(browser.evaluate("document.querySelector('details').open")).isEqualTo("true");
        browser.evaluate("document.querySelector('#faults a').focus()");
        browser.expectToGo();
        browser.pressEnter();
        browser.awaitLoaded();
        assertThat(browser.evaluate("location.pathname")).startsWith("/devices/archive/");
    }

    @Test
    void whatIsOldIsSaidToBeOldAndWhatIsNewComesByItself() {
        browser.open(FAILING + "/");
        browser.cutOff(true);
        awaitNews("What is shown is old: nobody answers any more.");
        String title = browser.evaluate("document.title");
        browser.evaluate("document.querySelector('#devices').replaceChildren()");
        browser.evaluate("(document.querySelector('h1').textContent = document.title = 'all ok')");

        browser.cutOff(false);

        awaitNews("");
        assertThat(browser.evaluate("document.querySelector('#devices').innerText"))
                .contains("archive");
        assertThat(browser.evaluate("document.title")).isEqualTo(title);
        assertThat(browser.evaluate("document.querySelector('h1').innerText")).contains("attention");
    }

    private void awaitNews(String words) {
        String said = browser.evaluate("(async () => { const until = Date.now() + 20000;"
                + " while (news.textContent !== '" + words
                + "' && Date.now() < until) await new Promise(done => setTimeout(done, 100));"
                + " return news.textContent; })()");
        assertThat(said).isEqualTo(words);
    }
}
