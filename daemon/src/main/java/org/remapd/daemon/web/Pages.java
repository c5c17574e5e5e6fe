package org.remapd.daemon.web;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.remapd.agent.owner.Printable;

/** The pages' frames, which lie beside this class. What is put into them is shown, whatever it is, and is never markup. */
final class Pages {

    /** A name that is made of the disk's model and serial number. */
    private static final Pattern BY_ID = Pattern.compile("(?<=/dev/disk/by-id/)[^\\s:;,)]+");

    private final Mustache.Compiler compiler;
    private final Template overview;
    private final Template device;
    private final Template story;
    private final Template trouble;

    /** @param identify whether serial numbers are told */
    Pages(boolean identify) {
        this.compiler = Mustache.compiler().withLoader(Pages::frame).withFormatter(value -> shown(value, identify));
        this.overview = template("overview");
        this.device = template("device");
        this.story = template("story");
        this.trouble = template("trouble");
    }

    private static String shown(Object value, boolean identify) {
        String text = Printable.lines(String.valueOf(value));
        return identify ? text : BY_ID.matcher(text).replaceAll("...");
    }

    /** What a page says if it has nothing else to say. */
    record Trouble(String title, String version, String what) {}

    private Template template(String name) {
        return compiler.compile(frame(name));
    }

    private static Reader frame(String name) {
        InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name + ".mustache"), name);
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    /** A file that is sent as it is. */
    static byte[] asset(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    String of(OverviewPage page) {
        return overview.execute(page);
    }

    String of(DevicePage page) {
        return device.execute(page);
    }

    String of(StoryPage page) {
        return story.execute(page);
    }

    String of(Trouble page) {
        return trouble.execute(page);
    }
}
