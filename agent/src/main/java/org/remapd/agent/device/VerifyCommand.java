package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Passthrough;

/** By which command a drive reads its medium, hands nothing over, and says whether it could. It blocks as long as the drive does. */
sealed interface VerifyCommand permits ScsiVerify, NvmeVerify {

    /** What the kernel gives to commands of others, BLK_DEFAULT_SG_TIMEOUT: twice as long as to a read. */
    Duration LIMIT = Duration.ofSeconds(60);

    IoResult verify(SectorRange range) throws ErrnoException;

    /**
     * Of an open disk, for as long as it is. One thread at a time.
     *
     * @param blockBytes in which it is addressed
     * @throws IOException if it has none; the message says why
     */
    static VerifyCommand of(String path, int fd, int blockBytes) throws IOException {
        Path block = new KernelNames(Path.of("/sys")).directory(KernelNames.ofNode(path));
        Passthrough drive = new Passthrough(fd);
        return switch (kind(block)) {
            case "scsi" -> new ScsiVerify(drive, blockBytes);
            case "nvme", "nvme-subsystem" -> NvmeVerify.of(drive, namespace(block), blockBytes);
            default -> throw new IOException(path + " is no whole SCSI, ATA or NVMe disk");
        };
    }

    /** To which subsystem the device belongs of which it is the disk: a partition has none, nor has what is made of other disks. */
    static String kind(Path block) throws IOException {
        Path subsystem = block.resolve("device/subsystem");
        return Files.exists(subsystem) ? String.valueOf(subsystem.toRealPath().getFileName()) : "";
    }

    private static int namespace(Path block) throws IOException {
        return SysFile.word(block.resolve("nsid"))
                .map(Integer::parseInt)
                .orElseThrow(() -> new IOException("there is no nsid in " + block));
    }

    static IoResult failed(IoError error, String detail) {
        return new IoResult.Failed(error, "verify: " + detail);
    }
}
