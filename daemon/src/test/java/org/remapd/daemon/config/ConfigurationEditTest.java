package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices come into remapd.conf and out of it, and nothing else in it changes. */
class ConfigurationEditTest {

    private static final UUID ID = UUID.fromString("0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11");

    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("remapd.conf"), text);
    }

    private static String removed(String text, String name) {
        return ConfigurationEdit.without(text, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment\n",
                "[scrub]\nenabled = true\n",
                "[scrub]\r\nenabled = true\r\n",
                "[device.other]\nuuid = \"1f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11\"\n\n# the end\n",
                "[device.other]\ndisk = \"/dev/sda\"\n[device.other.scrub]\nenabled = false\n\n\n"
            })
    void whatIsAddedAndTakenOutAgainLeavesTheFileAsItWas(String before) throws IOException {
        Path file = file(before);
        ConfigurationEdit.add(file, "data", ID);
        assertThat(Files.readString(file)).startsWith(before);
        assertThat(ConfigurationFile.read(file))
                .isInstanceOfSatisfying(
                        ConfigurationFile.Valid.class,
                        valid ->
                                assertThat(valid.configuration().device("data")).isPresent());

        assertThat(ConfigurationEdit.remove(file, "data")).isTrue();

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aFileWithoutAFinalNewlineGetsOne() {
        assertThat(ConfigurationEdit.with("[scrub]", "[device.a]\n")).isEqualTo("[scrub]\n\n[device.a]\n");
        assertThat(ConfigurationEdit.with("", "[device.a]\n")).isEqualTo("[device.a]\n");
        assertThat(ConfigurationEdit.with("a = 1\r\n", "[device.a]\n")).isEqualTo("a = 1\r\n\r\n[device.a]\r\n");
    }

    @Test
    void aNameThatIsNoBareKeyIsQuoted() throws IOException {
        Path file = file("");
        ConfigurationEdit.add(file, "a.b+c", ID);
        assertThat(Files.readString(file)).contains("[device.\"a.b+c\"]");
        assertThat(ConfigurationEdit.remove(file, "a.b+c")).isTrue();
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void itsOwnTablesGoAndTheCommentOfTheNextStays() {
        String text = """
                [device.a]
                uuid = "x"

                # about data
                [ device . "data" ] # here
                # its uuid
                uuid = "y"
                [device.data.scrub]
                enabled = false

                # about b
                [device.b]
                uuid = "z"
                """;
        assertThat(removed(text, "data")).isEqualTo("""
                        [device.a]
                        uuid = "x"

                        # about data

                        # about b
                        [device.b]
                        uuid = "z"
                        """);
    }

    @Test
    void aDeviceWhoseNameBeginsAlikeStays() {
        String text = "[device.data2]\nuuid = \"x\"\n";
        assertThat(removed(text, "data")).isEqualTo(text);
        assertThat(removed("[device.\"a.b\"]\nx = 1\n", "a")).isEqualTo("[device.\"a.b\"]\nx = 1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device.data.uuid = \"0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11\"\n",
                "[device]\ndata = { uuid = \"0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11\" }\n",
                "[device]\ndata.uuid = \"0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11\"\n"
            })
    void whatIsWrittenInAnotherWayIsLeftToAPerson(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ConfigurationEdit.remove(file, "data"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("by hand");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aDeviceThatIsNotThereChangesNothing() throws IOException {
        Path file = file("[scrub]\n");
        assertThat(ConfigurationEdit.remove(file, "data")).isFalse();
        assertThat(ConfigurationEdit.remove(directory.resolve("none"), "data")).isFalse();
    }

    @Test
    void modeAndLinkOfTheFileStay() throws IOException {
        Path real = Files.writeString(directory.resolve("real.conf"), "# ä\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(directory.resolve("remapd.conf"), real);

        ConfigurationEdit.add(link, "data", ID);

        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(real)).startsWith("# ä\n\n[device.data]\n");
    }
}
