package org.remapd.agent.device;

import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Passthrough;
import org.remapd.agent.sys.Passthrough.ScsiAnswer;

/**
 * VERIFY(16) of SBC-4 without a comparison; libata makes READ VERIFY SECTOR(S) of it ({@code ata_scsi_verify_xlat}), which does the
 * same.
 */
record ScsiVerify(Passthrough drive, int blockBytes) implements VerifyCommand {

    private static final byte VERIFY_16 = (byte) 0x8f;
    private static final int MEDIUM_ERROR = 3;
    private static final int HARDWARE_ERROR = 4;
    /** {@code DID_TIME_OUT} of {@code scsi/scsi_status.h}. */
    private static final int TIMED_OUT = 3;

    @Override
    public IoResult verify(SectorRange range) throws ErrnoException {
        return result(drive.scsi(command(range, blockBytes), LIMIT));
    }

    static ByteBuffer command(SectorRange range, int blockBytes) {
        int blockSectors = blockBytes / BlockDevice.SECTOR_BYTES;
        return ByteBuffer.allocate(16)
                .put(0, VERIFY_16)
                .putLong(2, range.first().number() / blockSectors)
                .putInt(10, Math.toIntExact(range.count() / blockSectors));
    }

    static IoResult result(ScsiAnswer answer) {
        if (answer.status() == 0 && answer.host() == 0 && answer.driver() == 0) {
            return new IoResult.Ok();
        }
        if (answer.host() != 0) {
            return VerifyCommand.failed(
                    answer.host() == TIMED_OUT ? IoError.TIMEOUT : IoError.OTHER,
                    "no answer, host status 0x%x".formatted(answer.host()));
        }
        int key = senseKey(answer.sense());
        return VerifyCommand.failed(
                key == MEDIUM_ERROR ? IoError.MEDIUM : key == HARDWARE_ERROR ? IoError.UNSPECIFIC : IoError.OTHER,
                "status 0x%x, sense key 0x%x".formatted(answer.status(), key));
    }

    /** SPC-5, 4.4: in the second byte of the formats 0x72 and 0x73, in the third of those before; 0 if there is none. */
    private static int senseKey(ByteBuffer sense) {
        if (sense.limit() < 3) {
            return 0;
        }
        return sense.get((sense.get(0) & 0x7f) >= 0x72 ? 1 : 2) & 0xf;
    }
}
