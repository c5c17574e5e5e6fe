package org.remapd.agent.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Commands of a drive's own language, by ioctl(2) on its open block device: past the block layer, so that nothing is scheduled, counted in
 * {@code stat}, or tried again. The kernel's structures are those of 64-bit machines ({@code include/scsi/sg.h}, {@code linux/nvme_ioctl.h}),
 * native in their byte order. What they point to lies behind them in the same memory, and so lives as long as they do; that is the same from
 * command to command. One thread at a time.
 */
public final class Passthrough {

    private static final long SG_IO = 0x2285;
    private static final int SG_DXFER_NONE = -1;
    /** Behind the header, of 88 bytes. */
    private static final int CDB_AT = 96;

    private static final int CDB_ROOM = 32;
    private static final int SENSE_AT = CDB_AT + CDB_ROOM;
    private static final int SENSE_BYTES = 64;

    private static final long NVME_IOCTL_ADMIN_CMD = 0xc0484e41L;
    private static final long NVME_IOCTL_IO_CMD = 0xc0484e43L;
    /** The first is for the call, of 72 bytes, the next for what is handed over, which is to be aligned. */
    private static final int PAGE_BYTES = 4096;

    private static final byte[] NOTHING = new byte[PAGE_BYTES];

    private final int fd;
    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(3 * PAGE_BYTES).alignedSlice(PAGE_BYTES).order(ByteOrder.nativeOrder());

    /** On a disk that the caller has open as long as this is used. */
    public Passthrough(int fd) {
        this.fd = fd;
    }

    /**
     * How a SCSI command ended ({@code scsi/scsi_proto.h}, {@code scsi/scsi_status.h}).
     *
     * @param status the drive's
     * @param host   that of the way to it; 0 if the drive has answered
     * @param driver that of the kernel's driver; 0, or of kernels before 5.14 8 if there is sense
     * @param sense  as long as the drive has made it
     */
    public record ScsiAnswer(int status, int host, int driver, ByteBuffer sense) {}

    /**
     * A command of NVMe.
     *
     * @param namespace 0 for the controller
     * @param word10    of the 32 bits that differ from command to command the first, followed by the next two
     */
    public record NvmeCommand(int opcode, int namespace, int word10, int word11, int word12) {}

    /** Has a SCSI drive, or one that the kernel makes look like one, do something that moves no data. */
    public ScsiAnswer scsi(ByteBuffer cdb, Duration limit) throws ErrnoException {
        ByteBuffer call = cleared();
        scsiCall(call, address(), cdb, limit);
        Libc.deviceIoctl(fd, SG_IO, call, "SG_IO");
        int sense = Math.min(Byte.toUnsignedInt(call.get(67)), SENSE_BYTES);
        return new ScsiAnswer(
                Byte.toUnsignedInt(call.get(64)),
                Short.toUnsignedInt(call.getShort(68)),
                Short.toUnsignedInt(call.getShort(70)),
                ByteBuffer.allocate(sense).put(0, call, SENSE_AT, sense));
    }

    /** {@code struct sg_io_hdr}, and the command behind it. */
    static void scsiCall(ByteBuffer call, long address, ByteBuffer cdb, Duration limit) {
        call.putInt(0, 'S')
                .putInt(4, SG_DXFER_NONE)
                .put(8, (byte) cdb.remaining())
                .put(9, (byte) SENSE_BYTES)
                .putLong(24, address + CDB_AT)
                .putLong(32, address + SENSE_AT)
                .putInt(40, Math.toIntExact(limit.toMillis()))
                .put(CDB_AT, cdb, cdb.position(), cdb.remaining());
    }

    /**
     * Has an NVMe namespace do something that moves no data.
     *
     * @return the status of its completion: 0, or a status code with its type above 8 bits of it
     */
    public int nvme(NvmeCommand command, Duration limit) throws ErrnoException {
        ByteBuffer call = cleared();
        nvmeCall(call, command, limit);
        return Libc.answer(fd, NVME_IOCTL_IO_CMD, call, "NVME_IOCTL_IO_CMD");
    }

    /**
     * What the controller of an NVMe namespace answers to a command that hands over {@value #PAGE_BYTES} bytes, little-endian.
     *
     * @throws ErrnoException also if it does not know the command: EOPNOTSUPP
     */
    public ByteBuffer nvmeAdmin(NvmeCommand command, Duration limit) throws ErrnoException {
        ByteBuffer call = cleared();
        nvmeCall(call, command, limit);
        call.putLong(24, address() + PAGE_BYTES).putInt(36, PAGE_BYTES);
        int status = Libc.answer(fd, NVME_IOCTL_ADMIN_CMD, call, "NVME_IOCTL_ADMIN_CMD");
        if (status != 0) {
            throw new ErrnoException(
                    "NVMe command 0x%x, status 0x%x".formatted(command.opcode, status), Errno.EOPNOTSUPP);
        }
        return ByteBuffer.allocate(PAGE_BYTES)
                .put(0, call, PAGE_BYTES, PAGE_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code struct nvme_passthru_cmd}. */
    static void nvmeCall(ByteBuffer call, NvmeCommand command, Duration limit) {
        call.put(0, (byte) command.opcode)
                .putInt(4, command.namespace)
                .putInt(40, command.word10)
                .putInt(44, command.word11)
                .putInt(48, command.word12)
                .putInt(64, Math.toIntExact(limit.toMillis()));
    }

    private ByteBuffer cleared() {
        return memory.put(0, NOTHING);
    }

    private long address() {
        return Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    }
}
