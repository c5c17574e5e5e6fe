package org.remapd.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages. */
class SiteTest {

    /** What stands in a frame, and what is put into it only as long as the frame says so. */
    private static final Pattern MARKUP = Pattern.compile("<(script|style|b)\\b|\\son\\w+=|javascript:|style=");

    private final FailingDevice source = new FailingDevice();
    private final Site site = new Site(source, false);

    @Test
    void onTheFirstPageEachDeviceHasALineAndALink() throws IOException {
        assertThat(page("/"))
                .contains("<h1 data-live id=\"title\">2 of 2 devices need attention</h1>")
                .contains("<a href=\"/devices/data\">data</a>")
                .contains("<a href=\"/devices/other%231\">other#1</a>")
                .contains("▲</span> needs attention")
                .contains("✗</span> missing")
                .contains("96 of 100")
                .contains("running, 25.0 %")
                .contains("2 sectors");
    }

    @Test
    void aDeviceHasItsSignsItsSurfaceAndItsFaults() throws IOException {
        assertThat(page("/devices/data"))
                .contains("<strong>Copy this disk while it reads:</strong> the drive predicts its own failure")
                .contains("<dt>spares</dt><dd>96 of 100 free, 3 in use, 1 retired</dd>")
                .contains("<progress max=\"131072\" value=\"32768\">")
                .contains("<a href=\"/devices/data/2400\">2400+8</a>")
                .contains("<dt>pending sectors</dt><dd>12</dd>")
                .contains("<dt>pending sectors</dt><dd>0 since 2026-09-01, 12 since 2026-11-20</dd>")
                .doesNotContain("<dt>media errors</dt><dd>3 since")
                .contains(
                        "aria-label=\"100 cells, 1 with unreadable sectors, 1 with lost sectors, which read as errors,"
                                + " 1 with units on spares,"
                                + " 4 with spares and remapd&#39;s records only\"");
    }

    @Test
    void onTheSurfaceACellShowsByItsShadeHowSlowItIsAndByASignWhatElseIsKnown() throws IOException {
        assertThat(page("/devices/data").replaceAll("<title>[^<]*</title>", ""))
                .contains("<g transform=\"translate(0 0)\"><rect class=\"s0\" width=\"9.5\" height=\"9.5\"/></g>")
                .contains(
                        "<g transform=\"translate(30 0)\"><rect class=\"s0\" width=\"9.5\" height=\"9.5\"/>"
                                + "<use href=\"#poisoned\" class=\"halo\" width=\"9.5\" height=\"9.5\"/><use href=\"#poisoned\" class=\"mark\"")
                .contains("<g transform=\"translate(70 0)\"><rect class=\"s3\" width=\"9.5\" height=\"9.5\"/></g>")
                .contains("<g transform=\"translate(90 0)\"><rect class=\"s0\" width=\"9.5\" height=\"9.5\"/>"
                        + "<use href=\"#unreadable\" class=\"halo\"")
                .contains(
                        "<g transform=\"translate(0 10)\"><rect class=\"unknown\" width=\"9.5\" height=\"9.5\"/></g>");
    }

    @Test
    void ofAUnitThereIsItsStory() throws IOException {
        assertThat(page("/devices/data/2401"))
                .contains("<h1>data, sectors 2400+8, disk /dev/sdb 4448+8</h1>")
                .contains("<strong>hint</strong>")
                .contains("kernel-log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/devices/data", "/devices/other#1", "/devices/data/2401", "/devices/<b onclick=x>"})
    void whatDisksAndKernelsSayIsNeverMarkup(String path) throws IOException {
        String withoutFrame =
                body(new Site(source, true).get(path, "")).replace("<script src=\"/live.js\" defer></script>", "");

        assertThat(MARKUP.matcher(withoutFrame)
                        .results()
                        .map(found -> found.group())
                        .toList())
                .isEmpty();
        assertThat(withoutFrame.chars().filter(c -> c < ' ' && c != '\n').count())
                .as("control characters")
                .isZero();
    }

    @Test
    void modelsAndSerialNumbersAreShownOnlyIfThatIsWanted() throws IOException {
        assertThat(page("/devices/data")).doesNotContain("LAB").doesNotContain("S\\1");
        assertThat(body(new Site(source, true).get("/devices/data", ""))).contains("LAB &quot;disk&quot;");
    }

    /** Which are made of them. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/devices/other#1"})
    void soAreNamesInByIdWhereverTheyAreSaid(String path) throws IOException {
        assertThat(page(path)).contains("/dev/disk/by-id/...: No such file or directory");
        assertThat(body(new Site(source, true).get(path, "")))
                .contains("/dev/disk/by-id/ata-LAB_S1: No such file or directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/devices/data", "/devices/data/2400"})
    void withoutTheDaemonItIsSaidThatThereIsNone(String path) throws IOException {
        source.daemonIsThere = false;

        Answer answer = site.get(path, "");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(body(answer)).contains("<h1>The daemon cannot be asked</h1>", "the daemon is not running.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/devices/nobody", "/devices/data/126976", "/devices/data/x", "/devices", "/x"})
    void whatIsNotThereIsNamed(String path) throws IOException {
        Answer answer = site.get(path, "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(body(answer)).contains("<h1>There is no ");
    }

    @Test
    void noPageNamesAnythingOfAnywhereElse() throws IOException {
        for (String path : new String[] {"/", "/devices/data", "/devices/data/2400", "/style.css", "/live.js"}) {
            assertThat(page(path))
                    .as(path)
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("url(");
        }
    }

    private String page(String path) throws IOException {
        Answer answer = site.get(path, "");
        assertThat(answer.status()).as(body(answer)).isEqualTo(200);
        return body(answer);
    }

    private static String body(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
