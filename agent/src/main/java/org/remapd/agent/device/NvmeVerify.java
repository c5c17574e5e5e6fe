package org.remapd.agent.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Passthrough;
import org.remapd.agent.sys.Passthrough.NvmeCommand;

/**
 * Verify of the NVM Command Set Specification. What is not known to be there is not tried: each command that a controller refuses is one more
 * entry of its error log, which others watch.
 *
 * @param most blocks at once
 */
record NvmeVerify(Passthrough drive, int namespace, int blockBytes, long most) implements VerifyCommand {

    private static final int VERIFY = 0x0c;
    /** The number of blocks has 16 bits. */
    private static final long MOST = 1 << 16;

    private static final NvmeCommand CONTROLLER = new NvmeCommand(0x06, 0, 0x01, 0, 0);
    private static final NvmeCommand LIMITS = new NvmeCommand(0x06, 0, 0x06, 0, 0);
    /** The log page Commands Supported and Effects: 4096 bytes, as a number of words less 1. */
    private static final NvmeCommand COMMANDS = new NvmeCommand(0x02, -1, 0x05 | 1023 << 16, 0, 0);

    private static final int MAX_TRANSFER = 77;
    private static final int VERSION = 80;
    private static final int VERSION_2_0 = 0x20000;
    private static final int LOG_PAGES = 261;
    private static final int HAS_COMMANDS = 1 << 1;
    private static final int OPTIONAL_COMMANDS = 520;
    private static final int HAS_VERIFY = 1 << 7;
    private static final int EFFECTS_OF_IO_COMMANDS = 1024;
    /** Limits are powers of two of the controller's smallest page, which is no less than this. */
    private static final long PAGE_BYTES = 4096;

    /** The status codes of a medium that cannot be read, as in {@code nvme_error_status}: unrecovered, and failed checks. */
    private static final int UNRECOVERED_READ_ERROR = 0x281;

    private static final int REFERENCE_TAG_CHECK_ERROR = 0x284;
    private static final int INTERNAL_ERROR = 0x006;
    /** The rest is flags. */
    private static final int STATUS_CODE = 0x7ff;

    /** What controllers are asked, each answer a page. */
    interface Controller {
        ByteBuffer answer(NvmeCommand command) throws ErrnoException;
    }

    /**
     * Of a namespace.
     *
     * @throws IOException if it has no such command
     */
    static NvmeVerify of(Passthrough drive, int namespace, int blockBytes) throws IOException {
        return new NvmeVerify(
                drive, namespace, blockBytes, most(blockBytes, command -> drive.nvmeAdmin(command, LIMIT)));
    }

    /** So many blocks at once, as the controller says. */
    static long most(int blockBytes, Controller controller) throws IOException {
        ByteBuffer identity = controller.answer(CONTROLLER);
        if (!isOffered(identity, controller)) {
            throw new IOException("the NVMe controller does not offer Verify");
        }
        int limit = limit(identity, controller);
        return limit == 0 ? MOST : Math.min(MOST, (PAGE_BYTES << Math.min(limit, 32)) / blockBytes);
    }

    /** In one of two places: QEMU says it in the second only. */
    private static boolean isOffered(ByteBuffer identity, Controller controller) throws ErrnoException {
        if ((identity.getShort(OPTIONAL_COMMANDS) & HAS_VERIFY) != 0) {
            return true;
        }
        return (identity.get(LOG_PAGES) & HAS_COMMANDS) != 0
                && (controller.answer(COMMANDS).getInt(EFFECTS_OF_IO_COMMANDS + VERIFY * Integer.BYTES) & 1) != 0;
    }

    /** Verify Size Limit. Controllers of before 2.0 may not know of it: then as much as can be read at once will do. */
    private static int limit(ByteBuffer identity, Controller controller) throws ErrnoException {
        return identity.getInt(VERSION) >= VERSION_2_0
                ? controller.answer(LIMITS).get(0)
                : identity.get(MAX_TRANSFER);
    }

    @Override
    public IoResult verify(SectorRange range) throws ErrnoException {
        int blockSectors = blockBytes / BlockDevice.SECTOR_BYTES;
        long end = range.end().number() / blockSectors;
        for (long at = range.first().number() / blockSectors; at < end; at += most) {
            int status = drive.nvme(command(namespace, at, Math.min(most, end - at)), LIMIT);
            if (status != 0) {
                return result(status);
            }
        }
        return new IoResult.Ok();
    }

    static NvmeCommand command(int namespace, long block, long count) {
        return new NvmeCommand(VERIFY, namespace, (int) block, (int) (block >>> 32), Math.toIntExact(count - 1));
    }

    static IoResult result(int status) {
        int code = status & STATUS_CODE;
        boolean medium = code >= UNRECOVERED_READ_ERROR && code <= REFERENCE_TAG_CHECK_ERROR;
        return VerifyCommand.failed(
                medium ? IoError.MEDIUM : code == INTERNAL_ERROR ? IoError.UNSPECIFIC : IoError.OTHER,
                "NVMe status 0x%x".formatted(status));
    }
}
