package org.remapd.daemon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** packaging/bin/remapd, laid out below a directory, with a stand-in Java that prints its arguments. */
class LauncherTest {

    @TempDir
    private Path root;

    private Path java;

    private record Run(int exit, List<String> lines) {}

    @BeforeEach
    void layOut() throws IOException {
        Path launcher = Files.createDirectories(root.resolve("usr/bin")).resolve("remapd");
        Files.copy(Path.of("../packaging/bin/remapd"), launcher);
        java = root.resolve("jdk");
        Files.createDirectories(java.resolve("bin"));
        program(java.resolve("bin/java"), "printf '%s\\n' \"pid $$\" \"$@\"");
        release("17.0.15");
        settings("JAVA_HOME=" + java);
    }

    @Test
    void theDaemonGetsASmallHeapAndItsLog() throws Exception {
        Run run = run("daemon");

        assertThat(run.exit).isZero();
        assertThat(run.lines)
                .contains("-Xmx48m", "-Dlogback.configurationFile=" + root + "/etc/remapd/logback.xml")
                .endsWith("org.remapd.daemon.cli.Main", "daemon");
    }

    @Test
    void aCommandGetsNoLogAtAll() throws Exception {
        assertThat(run("status", "a name").lines)
                .contains("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider")
                .noneMatch(line -> line.startsWith("-Dlogback"))
                .endsWith("org.remapd.daemon.cli.Main", "status", "a name");
    }

    @Test
    void allPathsLieBelowTheDirectoryItIsStagedIn() throws Exception {
        Path lib = Files.createDirectories(root.resolve("usr/share/remapd/lib"));
        for (String jar : List.of("b.jar", "a.jar", "not-a-jar")) {
            Files.createFile(lib.resolve(jar));
        }

        assertThat(run("status").lines)
                .contains("-Djna.boot.library.path=" + root + "/usr/lib/remapd")
                .containsSubsequence("-cp", lib + "/a.jar:" + lib + "/b.jar");
    }

    @Test
    void classesThatWerePreparedAreUsed() throws Exception {
        assertThat(run("status").lines).noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));

        Path archive = Files.createFile(
                Files.createDirectories(root.resolve("usr/lib/remapd")).resolve("classes.jsa"));
        assertThat(run("status").lines).contains("-XX:SharedArchiveFile=" + archive);
        assertThat(run("daemon").lines).contains("-XX:SharedArchiveFile=" + archive);
    }

    @ParameterizedTest
    @CsvSource({"17.0.15,false", "21.0.2,false", "25.0.1,true"})
    void aJavaThatWarnsOfNativeCodeIsToldOfIt(String version, boolean told) throws Exception {
        release(version);

        assertThat(run("status").lines.contains("--enable-native-access=ALL-UNNAMED"))
                .isEqualTo(told);
    }

    @Test
    void javaTakesItsPlaceSoThatTheProcessWatchedIsTheDaemon() throws Exception {
        Process process = start("daemon");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).startsWith("pid " + process.pid() + "\n");
    }

    @Test
    void optionsOfTheAdministratorComeAfterItsOwn() throws Exception {
        settings("JAVA_HOME=" + java, "REMAPD_JAVA_OPTIONS='-Xmx96m -Dx=y'");

        assertThat(run("daemon").lines).containsSubsequence("-Xmx48m", "-Xmx96m", "-Dx=y", "daemon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "11.0.21", "16"})
    void aJavaThatIsTooOldIsRefused(String version) throws Exception {
        release(version);

        Run run = run("status");

        assertThat(run.exit).isEqualTo(3);
        assertThat(run.lines)
                .containsExactly("remapd: JAVA_HOME=" + java + " of /etc/default/remapd holds no Java 17 or newer");
    }

    @Test
    void aJavaHomeWithNothingInItIsRefused() throws Exception {
        settings("JAVA_HOME=" + root.resolve("nothing"));

        assertThat(run("status").exit).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"17.0.15,0", "21,0", "17-ea,0", "11.0.21,3"})
    void aJavaWithoutAReleaseFileIsAsked(String version, int exit) throws Exception {
        Files.delete(java.resolve("release"));
        program(
                java.resolve("bin/java"),
                "[ \"$1\" != -version ] || echo 'openjdk version \"" + version + "\" 2025' >&2");

        assertThat(run("status").exit).isEqualTo(exit);
    }

    @Test
    void theJavaOfThePackageComesFirstAndThatOfTheAdministratorBefore() throws Exception {
        Path own = root.resolve("usr/lib/remapd/runtime");
        Files.createDirectories(own.resolve("bin"));
        program(own.resolve("bin/java"), "echo own");
        Files.copy(java.resolve("release"), own.resolve("release"));

        assertThat(run("status").lines).doesNotContain("own");
        settings();
        assertThat(run("status").lines).containsExactly("own");
    }

    @Test
    void theJavaOfTheMachineWillDo() throws Exception {
        settings();

        Run run = run("--version"); // there are no jars below the root, and Java says so

        assertThat(run.lines).anyMatch(line -> line.contains("org.remapd.daemon.cli.Main"));
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("pid "))
                .toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), lines);
    }

    private Process start(String... arguments) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("usr/bin/remapd").toString());
        builder.command().addAll(List.of(arguments));
        return builder.redirectErrorStream(true).start();
    }

    private void release(String version) throws IOException {
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void settings(String... lines) throws IOException {
        Files.write(Files.createDirectories(root.resolve("etc/default")).resolve("remapd"), List.of(lines));
    }

    private static void program(Path path, String body) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
