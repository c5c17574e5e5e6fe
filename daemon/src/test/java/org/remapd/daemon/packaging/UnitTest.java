package org.remapd.daemon.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** packaging/systemd/remapd.service, judged by systemd's own tool among the units of this machine. */
class UnitTest {

    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Path UNITS = Path.of("/usr/lib/systemd/system");
    private static final Path UNIT = Path.of("../packaging/systemd/remapd.service");

    private static final String MOUNT = """
            [Unit]
            Before=local-fs.target
            After=local-fs-pre.target
            [Mount]
            What=/dev/mapper/remap0
            Where=/%s
            """;

    @TempDir
    private Path root;

    /** A machine whose /var, /tmp and /home lie on a remapped disk. */
    @BeforeEach
    void installAndEnable() throws IOException {
        assumeTrue(Files.isExecutable(ANALYZE) && Files.isDirectory(UNITS), "there is no systemd here");
        copy(UNITS, root.resolve("usr/lib/systemd/system"));
        Files.copy(UNIT, installed());
        Path programs = Files.createDirectories(root.resolve("usr/bin"));
        Files.copy(Path.of("../packaging/bin/remapd"), programs.resolve("remapd"));
        Path wanted = Files.createDirectories(root.resolve("etc/systemd/system/local-fs.target.wants"));
        Files.createSymbolicLink(wanted.resolve("remapd.service"), Path.of("/usr/lib/systemd/system/remapd.service"));
        for (String directory : List.of("var", "tmp", "home")) {
            Path mount = wanted.resolveSibling(directory + ".mount");
            Files.writeString(mount, MOUNT.formatted(directory));
            Files.createSymbolicLink(wanted.resolve(directory + ".mount"), mount.getFileName());
        }
    }

    @Test
    void itIsUnderstoodAndWaitsForNothingThatWaitsForIt() throws Exception {
        assertThat(verify()).noneMatch(line -> line.contains("remapd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"StateDirectory=remapd", "PrivateTmp=yes"})
    void whatWouldWaitForAMountIsCaught(String setting) throws Exception {
        Files.writeString(installed(), Files.readString(UNIT).replace("[Service]", "[Service]\n" + setting));

        // Which unit is said to be the first in the cycle varies.
        assertThat(verify())
                .anyMatch(line -> line.contains("Found ordering cycle"))
                .anyMatch(line -> line.contains("remapd.service/start"));
    }

    /** What sendmail leaves behind would else be killed before it has delivered anything (systemd.kill(5)). */
    @Test
    void whoDeliversNoticesLeavesTheMailSystemAtWork() throws IOException {
        assertThat(Files.readAllLines(UNIT.resolveSibling("remapd-alerts.service")))
                .contains("KillMode=process");
    }

    @Test
    void itIsConfinedAsFarAsRawDisksAllow() throws Exception {
        assertThat(analyze("security", "--offline=true", "--no-pager", "--threshold=30", UNIT.toString()).exit)
                .as("exposure above 3.0")
                .isZero();
    }

    private Path installed() {
        return root.resolve("usr/lib/systemd/system/remapd.service");
    }

    private List<String> verify() throws Exception {
        return analyze("verify", "--man=no", "--recursive-errors=yes", "--root=" + root, "multi-user.target").lines;
    }

    private record Run(int exit, List<String> lines) {}

    private static Run analyze(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(ANALYZE.toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), output.lines().toList());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> copyOne(file, to.resolve(from.relativize(file).toString())));
        }
    }

    private static void copyOne(Path file, Path target) {
        try {
            boolean masked =
                    Files.isSymbolicLink(file) && Files.readSymbolicLink(file).isAbsolute();
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else if (!masked) {
                Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
