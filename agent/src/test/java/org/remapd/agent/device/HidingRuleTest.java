package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adopted disk without metadata of ours is known to udev by what the drive says of itself. */
class HidingRuleTest {

    @TempDir
    private Path sys;

    private Path disk(String attribute, String value) throws IOException {
        Path disk = Files.createDirectories(sys.resolve("sda"));
        Path file = disk.resolve(attribute);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, value);
        return disk;
    }

    @Test
    void aWholeDiskByTheNameOfTheDrive() throws IOException {
        Path disk = disk("device/wwid", "naa.5000c500a1b2c3d4\n");
        assertThat(HidingRule.of(disk, "/dev/sda", "home").orElseThrow())
                .endsWith("SUBSYSTEM==\"block\", ENV{DEVTYPE}==\"disk\", ATTRS{wwid}==\"naa.5000c500a1b2c3d4\","
                        + " ENV{REMAPD_MEMBER}=\"1\"\n")
                .startsWith("# The disk of remapd's device home, /dev/sda");
    }

    @Test
    void aPartitionByItsNumberOnThatDrive() throws IOException {
        Path disk = disk("serial", "ABC 1");
        Path partition = Files.createDirectories(disk.resolve("sda2"));
        Files.writeString(partition.resolve("partition"), "2\n");
        assertThat(HidingRule.of(partition, "/dev/sda2", "home").orElseThrow())
                .contains("ATTR{partition}==\"2\", ATTRS{serial}==\"ABC 1\"");
    }

    @Test
    void whatWouldEndThePatternMayBeAnything() throws IOException {
        Path disk = disk("wwid", "t10.ATA  a\"b*c");
        assertThat(HidingRule.of(disk, "/dev/sda", "home").orElseThrow()).contains("ATTRS{wwid}==\"t10.ATA  a?b?c\"");
    }

    @Test
    void aDiskThatSaysNothingHasNone() throws IOException {
        assertThat(HidingRule.of(disk("wwid", "\n"), "/dev/sda", "home")).isEmpty();
    }
}
