package org.remapd.agent.remap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingModuleTest {

    private static final String INDEX = "lib/modules/6.1.0-9-amd64/modules.dep";

    @TempDir
    private Path root;

    @BeforeEach
    void aKernelWithoutIt() throws IOException {
        write("proc/sys/kernel/osrelease", "6.1.0-9-amd64\n");
        write("proc/sys/kernel/modules_disabled", "0\n");
        write("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        write(INDEX, "kernel/drivers/md/dm-mod.ko:\n");
    }

    @Test
    void oneThatIsLoadedIsNotMissing() throws IOException {
        Files.createDirectories(root.resolve("sys/module/dm_remap"));

        assertThat(new MissingModule(root).reason()).isEmpty();
    }

    @Test
    void forAKernelThatItWasNotBuiltForItSaysWhatToInstall() {
        assertThat(reason())
                .startsWith("the kernel 6.1.0-9-amd64 has not loaded the module dm_remap: ")
                .contains(
                        "not there for this kernel",
                        "dm-remap-dkms",
                        "linux-headers-6.1.0-9-amd64",
                        "dkms autoinstall");
    }

    @ParameterizedTest
    @CsvSource({
        "sys/kernel/security/lockdown,none [integrity] confidentiality",
        "sys/kernel/security/lockdown,none integrity [confidentiality]",
        "sys/module/module/parameters/sig_enforce,Y"
    })
    void oneThatIsThereAndNotSignedByAnEnrolledKeySaysHowToEnrolIt(String file, String content) throws IOException {
        write(INDEX, "updates/dkms/dm_remap.ko: kernel/drivers/md/dm-mod.ko\n");
        write(file, content);

        assertThat(reason()).contains("Secure Boot", "mokutil --import").doesNotContain("dm-remap-dkms");
    }

    @ParameterizedTest
    @CsvSource({"1,true", "0,false"})
    void theFirmwareTellsWhetherSecureBootIsOn(byte on, boolean told) throws IOException {
        write(INDEX, "updates/dkms/dm_remap.ko:\n");
        Path variable = root.resolve("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");
        Files.createDirectories(variable.resolveSibling("."));
        Files.write(variable, new byte[] {6, 0, 0, 0, on});

        assertThat(reason().contains("mokutil")).isEqualTo(told);
        assertThat(reason().contains("modprobe dm_remap says why")).isEqualTo(!told);
    }

    @Test
    void whereItCannotLookItNamesBothWaysOut() throws IOException {
        Files.delete(root.resolve(INDEX));
        write("sys/module/module/parameters/sig_enforce", "Y");

        assertThat(reason()).contains("mokutil --import", "install dm-remap-dkms");
    }

    @Test
    void aKernelThatTakesNoMoreModulesIsNamed() throws IOException {
        write("proc/sys/kernel/modules_disabled", "1\n");

        assertThat(reason()).contains("kernel.modules_disabled");
    }

    private String reason() {
        return new MissingModule(root).reason().orElseThrow();
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }
}
