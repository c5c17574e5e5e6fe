package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sys.Passthrough.NvmeCommand;
import org.remapd.agent.sys.Passthrough.ScsiAnswer;

class VerifyCommandTest {

    private final ByteBuffer identity = page();
    private final ByteBuffer limits = page();
    private final ByteBuffer commands = page();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "512,  8f00 0000000000000800 00000800 00 00",
        "4096, 8f00 0000000000000100 00000100 00 00",
    })
    void scsiIsToldTheBlocksOfItsOwnSizeAndToCompareNothing(int blockBytes, String expected) {
        ByteBuffer command = ScsiVerify.command(SectorRange.of(2048, 2048), blockBytes);
        byte[] bytes = new byte[16];
        command.get(bytes);
        assertThat(command.hasRemaining()).isFalse();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, '',                                 ''",
        "2, 0, 0, 700003000000000a000000001100,       MEDIUM",
        "2, 0, 0, 72031100,                           MEDIUM",
        "2, 0, 0, 720311000000000e090c0000000000,     MEDIUM",
        "2, 0, 0, 700004000000000a000000004400,       UNSPECIFIC",
        "2, 0, 0, 700005000000000a000000002000,       OTHER",
        "2, 0, 0, 720b0000,                           OTHER",
        "2, 0, 0, 700001000000000a000000001700,       OTHER",
        "2, 0, 0, '',                                 OTHER",
        "8, 0, 0, '',                                 OTHER",
        "0, 3, 0, '',                                 TIMEOUT",
        "0, 1, 0, '',                                 OTHER",
        "2, 0, 8, 700003000000000a000000001100,    MEDIUM",
        "0, 0, 6, '',                              OTHER",
    })
    void whatScsiAnswersIsAnErrorOfTheMediumOnlyByItsSenseKey(
            int status, int host, int driver, String sense, String error) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(sense));
        assertThat(error(ScsiVerify.result(new ScsiAnswer(status, host, driver, bytes))))
                .isEqualTo(error);
    }

    @Test
    void nvmeIsToldABlockIn64BitsAndOneLessThanTheirNumber() {
        assertThat(NvmeVerify.command(3, 0x1_2345_6789L, 2048))
                .isEqualTo(new NvmeCommand(0x0c, 3, 0x2345_6789, 1, 2047));
    }

    @ParameterizedTest
    @CsvSource({
        "0x281, MEDIUM",
        "0x4281, MEDIUM",
        "0x282, MEDIUM",
        "0x4006, UNSPECIFIC",
        "0x001, OTHER",
        "0x4002, OTHER",
        "0x280, OTHER",
        "0x371, OTHER",
    })
    void whatNvmeAnswersIsAnErrorOfTheMediumByItsCodeWithoutTheFlags(String status, String error) {
        assertThat(error(NvmeVerify.result(Integer.decode(status)))).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0080, 0, 0, true",
        "0xff7f, 0, 1, false",
        "0x0000, 2, 1, true",
        "0x0000, 2, 0, false",
        "0x0000, 2, 0xfe, false",
    })
    void aControllerOffersVerifyInItsIdentityOrInItsLogIfItHasOne(
            String optional, int logPages, String effects, boolean offered) {
        commands.putInt(1024 + 4 * 0x0c, Integer.decode(effects));
        identity.put(261, (byte) logPages)
                .putShort(520, Integer.decode(optional).shortValue());
        if (offered) {
            assertThatCode(() -> most(512)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> most(512)).hasMessageContaining("does not offer Verify");
        }
    }

    /** Limits are powers of two of pages; of older controllers it is not asked for. */
    @ParameterizedTest
    @CsvSource({
        "0x20000, 5, 0,  512,  65536",
        "0x20000, 5, 7,  512,  1024",
        "0x20000, 5, 7,  4096, 128",
        "0x20000, 5, 63, 512,  65536",
        "0x10400, 5, 7,  512,  256",
        "0x10400, 0, 7,  512,  65536",
    })
    void noMoreBlocksAreVerifiedAtOnceThanTheControllerTakes(
            String version, int transfer, int limit, int blockBytes, long most) throws IOException {
        identity.put(77, (byte) transfer).putInt(80, Integer.decode(version)).putShort(520, (short) 0x80);
        limits.put(0, (byte) limit);
        assertThat(most(blockBytes)).isEqualTo(most);
    }

    private long most(int blockBytes) throws IOException {
        return NvmeVerify.most(blockBytes, command -> switch (command.opcode() << 8 | (command.word10() & 0xff)) {
            case 0x601 -> identity;
            case 0x606 -> limits;
            case 0x205 -> commands;
            default -> throw new AssertionError(command);
        });
    }

    @Test
    void theKindIsThatOfTheWholeDisksDeviceAndPartitionsHaveNone() throws IOException {
        Sysfs sys = new Sysfs(directory);
        device(sys, "pci0/host0/0:0:0:0", "block/sda", "8:0", "bus/scsi");
        device(sys, "pci1/nvme/nvme0", "nvme0n1", "259:0", "class/nvme");
        device(sys, "virtual/nvme-subsystem/nvme-subsys1", "nvme1n1", "259:1", "class/nvme-subsystem");
        device(sys, "pci2/virtio0", "block/vda", "254:0", "bus/virtio");
        sys.partition("pci0/host0/0:0:0:0/block/sda/sda1", "8:1", 2048, 100);
        sys.disk("virtual/block/dm-0", "253:0", 100);

        assertThat(kind("sda")).isEqualTo("scsi");
        assertThat(kind("nvme0n1")).isEqualTo("nvme");
        assertThat(kind("nvme1n1")).isEqualTo("nvme-subsystem");
        assertThat(kind("vda")).isEqualTo("virtio");
        assertThat(kind("sda1")).isEmpty();
        assertThat(kind("dm-0")).isEmpty();
    }

    /** A device of a bus or class, and a disk that it is. */
    private static void device(Sysfs sys, String device, String disk, String number, String subsystem)
            throws IOException {
        Path block = sys.disk(device + "/" + disk, number, 1000);
        Path below = sys.root().resolve("devices").resolve(device);
        Files.createSymbolicLink(block.resolve("device"), below);
        Files.createSymbolicLink(
                below.resolve("subsystem"), Files.createDirectories(sys.root().resolve(subsystem)));
    }

    private String kind(String name) throws IOException {
        return VerifyCommand.kind(directory.resolve("class/block").resolve(name));
    }

    private static ByteBuffer page() {
        return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String error(IoResult result) {
        return result instanceof IoResult.Failed failed ? failed.error().name() : "";
    }
}
