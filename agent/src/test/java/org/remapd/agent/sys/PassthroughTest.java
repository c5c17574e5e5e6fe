package org.remapd.agent.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sys.Passthrough.NvmeCommand;

/** The kernel's structures byte by byte, little-endian as on x86-64 and arm64. */
class PassthroughTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    @Test
    void aScsiCommandIsAnSgIoHeaderThatPointsToWhatLiesBehindIt() {
        ByteBuffer call = ByteBuffer.allocate(192).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer cdb = ByteBuffer.wrap(new byte[] {(byte) 0x8f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});

        Passthrough.scsiCall(call, 0x7f00_1122_3344_5500L, cdb, MINUTE);

        assertThat(hex(call))
                .isEqualTo(String.join(
                        "",
                        "53000000", // interface_id 'S'
                        "ffffffff", // dxfer_direction SG_DXFER_NONE
                        "10", // cmd_len
                        "40", // mx_sb_len
                        "0000", // iovec_count
                        "00000000", // dxfer_len
                        "0000000000000000", // dxferp
                        "605544332211007f", // cmdp: 96 behind
                        "805544332211007f", // sbp: 128 behind
                        "60ea0000", // timeout 60000
                        "00".repeat(44), // flags to info, and what fills it up to 88
                        "00".repeat(8),
                        "8f0102030405060708090a0b0c0d0e0f",
                        "00".repeat(80)));
    }

    @Test
    void anNvmeCommandIsWhatTheKernelPassesThrough() {
        ByteBuffer call = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);

        Passthrough.nvmeCall(call, new NvmeCommand(0x0c, 3, 0x11223344, 0x55667788, 0x7ff), MINUTE);

        assertThat(hex(call))
                .isEqualTo(String.join(
                        "",
                        "0c000000", // opcode, flags, rsvd1
                        "03000000", // nsid
                        "0000000000000000", // cdw2, cdw3
                        "0000000000000000", // metadata
                        "0000000000000000", // addr
                        "0000000000000000", // metadata_len, data_len
                        "44332211", // cdw10
                        "88776655", // cdw11
                        "ff070000", // cdw12
                        "000000000000000000000000", // cdw13 to cdw15
                        "60ea0000", // timeout_ms
                        "00000000")); // result
    }

    private static String hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return HexFormat.of().formatHex(all);
    }
}
