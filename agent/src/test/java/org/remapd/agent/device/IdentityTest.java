package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the names that udev made a disk is called by for ever, and which disk has such a name now. */
class IdentityTest {

    @TempDir
    private Path dev;

    private Path byId;
    private Path sda;

    @BeforeEach
    void aDiskAndADirectoryOfNames() throws IOException {
        byId = Files.createDirectory(dev.toRealPath().resolve("by-id"));
        sda = Files.createFile(dev.toRealPath().resolve("sda"));
    }

    private void name(String name, String of) throws IOException {
        Files.createSymbolicLink(byId.resolve(name), Path.of("../" + of));
    }

    @Test
    void theWorldWideNameIsTakenSinceItIsTheSameOnEveryBus() throws IOException {
        name("ata-Model_Serial", "sda");
        name("wwn-0x5000c500a1b2c3d4", "sda");
        name("scsi-SATA_Model_Serial", "sda");
        assertThat(Identity.of(sda, byId)).contains("wwn-0x5000c500a1b2c3d4");
    }

    @Test
    void ofAnNvmeDiskItIsTheEui() throws IOException {
        name("nvme-Model_Serial", "sda");
        name("nvme-eui.0025385b71b04f2e", "sda");
        assertThat(Identity.of(sda, byId)).contains("nvme-eui.0025385b71b04f2e");
    }

    @Test
    void ofSeveralOtherNamesItIsAlwaysTheSameWhateverTheirOrderInTheDirectory() throws IOException {
        name("usb-Model_Serial", "sda");
        name("ata-Model_Serial", "sda");
        name("scsi-Model_Serial", "sda");
        assertThat(Identity.of(sda, byId)).contains("ata-Model_Serial");
    }

    @Test
    void aNameThatComesFromWhatLiesOnTheDiskIsNotItsOwnSinceACopyHasItToo() throws IOException {
        name("lvm-pv-uuid-4bFZ3d", "sda");
        assertThat(Identity.of(sda, byId)).isEmpty();
    }

    @Test
    void namesOfOtherDisksAndOfPartitionsAndOfDisksThatAreGoneAreNotTaken() throws IOException {
        Files.createFile(dev.resolve("sda1"));
        Files.createFile(dev.resolve("sdb"));
        name("wwn-0x5000c500a1b2c3d4-part1", "sda1");
        name("wwn-0x5000c500ffffffff", "sdb");
        name("wwn-0x5000c50000000000", "sdz");
        assertThat(Identity.of(sda, byId)).isEmpty();
    }

    @Test
    void aDiskCanBeAskedForByAnyOfItsPaths() throws IOException {
        name("ata-Model_Serial", "sda");
        assertThat(Identity.of(byId.resolve("ata-Model_Serial"), byId)).contains("ata-Model_Serial");
    }

    @Test
    void whereNobodyMakesNamesADiskHasNone() throws IOException {
        assertThat(Identity.of(sda, dev.resolve("nowhere"))).isEmpty();
    }

    @Test
    void aDiskThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> Identity.of(dev.resolve("sdx"), byId)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aNameIsFoundAtTheDiskThatHasItNow() throws IOException {
        name("ata-Model_Serial", "sda");
        assertThat(Identity.find("ata-Model_Serial", byId)).contains(sda.toString());
    }

    @Test
    void aNameThatNoDiskHasNowIsNotFound() throws IOException {
        name("ata-gone", "sdz");
        assertThat(Identity.find("ata-gone", byId)).isEmpty();
        assertThat(Identity.find("ata-unknown", byId)).isEmpty();
    }

    /** Names are read from disks, which may say anything. */
    @Test
    void whatIsNotAPlainNameIsNotFoundThoughThereBeAFile() throws IOException {
        Files.createDirectory(byId.resolve("directory"));
        Files.createFile(byId.resolve("directory/file"));
        for (String name :
                new String[] {"", ".", "..", "../sda", "directory/file", "directory/../directory", sda.toString()}) {
            assertThat(Identity.find(name, byId)).as("\"%s\"", name).isEmpty();
        }
    }
}
