package org.remapd.agent.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * libdevmapper, as much of it as remapd needs: create, remove, message, status, table. It keeps global state of its own,
 * so one thread at a time is let in.
 */
public final class Dm {

    /** A device's state, from {@code struct dm_info}. */
    public record Info(int openCount, int major, int minor, boolean live) {}

    /** One line of a table or a status: where it lies, in sectors, the target's name and the rest of the line. */
    public record Line(long start, long length, String target, String text) {}

    private static final int DEVICE_CREATE = 0;
    private static final int DEVICE_RELOAD = 1;
    private static final int DEVICE_REMOVE = 2;
    private static final int DEVICE_RESUME = 5;
    private static final int DEVICE_INFO = 6;
    private static final int DEVICE_STATUS = 10;
    private static final int DEVICE_TABLE = 11;
    private static final int TARGET_MESSAGE = 17;
    private static final int GET_TARGET_VERSION = 20;

    /**
     * What is called in place of libdevmapper's own function, which prints to stderr: what matters is in the errno that we throw. It takes
     * no arguments, does nothing, and can still be called when the process ends, which a function of Java's cannot.
     */
    private static final Pointer SILENT = NativeLibrary.getProcess().getFunction("getpid");

    static {
        Native.register(Dm.class, "libdevmapper.so.1.02.1");
        dm_log_with_errno_init(SILENT);
    }

    private Dm() {}

    private static native void dm_log_with_errno_init(Pointer function);

    private static native @Nullable Pointer dm_task_create(int type);

    private static native void dm_task_destroy(Pointer task);

    private static native int dm_task_set_name(Pointer task, String name);

    private static native int dm_task_set_uuid(Pointer task, String uuid);

    private static native int dm_task_set_major_minor(Pointer task, int major, int minor, int fallback);

    private static native int dm_task_secure_data(Pointer task);

    private static native int dm_task_no_flush(Pointer task);

    private static native int dm_task_skip_lockfs(Pointer task);

    private static native int dm_task_set_sector(Pointer task, long sector);

    private static native int dm_task_set_message(Pointer task, String message);

    private static native @Nullable String dm_task_get_message_response(Pointer task);

    private static native int dm_task_add_target(Pointer task, long start, long size, String type, String parameters);

    private static native int dm_task_set_cookie(Pointer task, IntByReference cookie, short flags);

    private static native int dm_task_run(Pointer task);

    private static native int dm_task_get_errno(Pointer task);

    private static native int dm_task_get_info(Pointer task, Pointer info);

    private static native @Nullable String dm_task_get_name(Pointer task);

    private static native @Nullable String dm_task_get_uuid(Pointer task);

    private static native @Nullable Pointer dm_get_next_target(
            Pointer task,
            @Nullable Pointer next,
            LongByReference start,
            LongByReference length,
            PointerByReference type,
            PointerByReference parameters);

    private static native int dm_udev_wait_immediate(int cookie, IntByReference ready);

    private static native int dm_udev_complete(int cookie);

    /**
     * Creates a device with a one-line table and makes it live.
     *
     * @return what udev still has to do for it: {@link UdevWait#await} once I/O to the device is answered
     * @throws ErrnoException EBUSY or EINVAL with the target's reason in the kernel log
     */
    public static synchronized UdevWait create(String name, String uuid, Line table) throws ErrnoException {
        try (Task create = new Task(DEVICE_CREATE, name)) {
            dm_task_set_uuid(create.pointer, uuid);
            create.run("create " + name);
        }
        try (Task load = new Task(DEVICE_RELOAD, name)) {
            dm_task_add_target(load.pointer, table.start, table.length, table.target, table.text);
            load.run("load " + name);
        } catch (ErrnoException e) {
            remove(name);
            throw e;
        }
        try (Task resume = new Task(DEVICE_RESUME, name)) {
            UdevWait udev = UdevWait.cookieOf(resume.pointer);
            resume.run("resume " + name);
            return udev;
        }
    }

    /**
     * Gives a live device another table; its I/O waits meanwhile, also what the old one held. Nothing is brought to its end for that, nor
     * is a file system on it frozen: either may wait for I/O that somebody is to help.
     */
    public static synchronized UdevWait reload(String name, Line table) throws ErrnoException {
        try (Task load = new Task(DEVICE_RELOAD, name)) {
            dm_task_add_target(load.pointer, table.start, table.length, table.target, table.text);
            load.run("reload " + name);
        }
        try (Task resume = new Task(DEVICE_RESUME, name)) {
            dm_task_no_flush(resume.pointer);
            dm_task_skip_lockfs(resume.pointer);
            UdevWait udev = UdevWait.cookieOf(resume.pointer);
            resume.run("resume " + name);
            return udev;
        }
    }

    /** Removes a device; EBUSY if it is open. The caller waits for udev. */
    public static synchronized UdevWait remove(String name) throws ErrnoException {
        try (Task task = new Task(DEVICE_REMOVE, name)) {
            UdevWait udev = UdevWait.cookieOf(task.pointer);
            task.run("remove " + name);
            return udev;
        }
    }

    /** Sends a message to the target that holds the device's first sector; its answer, empty if it gave none. */
    public static synchronized String message(String name, String message) throws ErrnoException {
        try (Task task = new Task(TARGET_MESSAGE, name)) {
            dm_task_set_sector(task.pointer, 0);
            dm_task_set_message(task.pointer, message);
            task.run("message " + name + " " + shortened(message));
            String answer = dm_task_get_message_response(task.pointer);
            return answer == null ? "" : answer;
        }
    }

    private static String shortened(String message) {
        return message.length() <= 80 ? message : message.substring(0, 80) + "...";
    }

    public static synchronized Optional<Info> info(String name) throws ErrnoException {
        try (Task task = new Task(DEVICE_INFO, name)) {
            return task.info();
        }
    }

    /**
     * Makes sure that the kernel knows a target; it loads the module {@code dm-TARGET} if it does not yet (drivers/md/dm-ioctl.c,
     * get_target_version).
     *
     * @throws ErrnoException EINVAL if there is no such target
     */
    public static synchronized void requireTarget(String target) throws ErrnoException {
        try (Task task = new Task(GET_TARGET_VERSION, target)) {
            task.run("target " + target);
        }
    }

    /** The name of the device that has this device-mapper UUID, whatever it is called. */
    public static synchronized Optional<String> nameOf(String uuid) throws ErrnoException {
        try (Task task = new Task(DEVICE_INFO, null)) {
            dm_task_set_uuid(task.pointer, uuid);
            return task.info().isEmpty() ? Optional.empty() : Optional.ofNullable(dm_task_get_name(task.pointer));
        }
    }

    /** The device-mapper UUID of the device with this name, empty if it has none; nothing if there is no such device. */
    public static synchronized Optional<String> uuidOf(String name) throws ErrnoException {
        try (Task task = new Task(DEVICE_INFO, name)) {
            if (task.info().isEmpty()) {
                return Optional.empty();
            }
            String uuid = dm_task_get_uuid(task.pointer);
            return Optional.of(uuid == null ? "" : uuid);
        }
    }

    /** The first line of the device's status. */
    public static synchronized Line status(String name) throws ErrnoException {
        try (Task task = new Task(DEVICE_STATUS, name)) {
            task.run("status " + name);
            return task.lines().stream()
                    .findFirst()
                    .orElseThrow(() -> new ErrnoException("status " + name + " (no live table)", Errno.ENXIO));
        }
    }

    /** The live table of the device with this number, its keys left out; empty if it has none. ENXIO if there is no such device. */
    public static synchronized List<Line> table(int major, int minor) throws ErrnoException {
        try (Task task = new Task(DEVICE_TABLE, null)) {
            dm_task_set_major_minor(task.pointer, major, minor, 0);
            // Of the copies of an answer with keys in it libdevmapper leaves none behind.
            dm_task_secure_data(task.pointer);
            task.run("table " + major + ":" + minor);
            return task.lines();
        }
    }

    /** What udev does on our behalf after a device has come or gone: nodes, links, file-system probes. */
    public static final class UdevWait {

        private static final long POLL_MILLIS = 10;
        private final int cookie;

        private UdevWait(int cookie) {
            this.cookie = cookie;
        }

        private static UdevWait cookieOf(Pointer task) {
            IntByReference cookie = new IntByReference();
            dm_task_set_cookie(task, cookie, (short) 0);
            return new UdevWait(cookie.getValue());
        }

        /**
         * Waits until udev is through with the device, but no longer than {@code limit}.
         *
         * @return false if udev did not answer in time
         */
        public boolean await(Duration limit) throws InterruptedException {
            if (cookie == 0) {
                return true;
            }
            long end = System.nanoTime() + limit.toNanos();
            IntByReference ready = new IntByReference();
            while (dm_udev_wait_immediate(cookie, ready) != 0) {
                if (ready.getValue() != 0) {
                    return true;
                }
                if (System.nanoTime() > end) {
                    dm_udev_complete(cookie);
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return false;
        }
    }

    /** One {@code struct dm_task}. */
    private static final class Task implements AutoCloseable {

        final Pointer pointer;

        Task(int type, @Nullable String name) throws ErrnoException {
            Pointer created = dm_task_create(type);
            if (created == null) {
                throw new ErrnoException("dm_task_create", Errno.EINVAL);
            }
            pointer = created;
            if (name != null && dm_task_set_name(pointer, name) == 0) {
                throw new ErrnoException("device name " + name, Errno.EINVAL);
            }
        }

        void run(String what) throws ErrnoException {
            if (dm_task_run(pointer) == 0) {
                throw new ErrnoException(what, dm_task_get_errno(pointer));
            }
        }

        Optional<Info> info() throws ErrnoException {
            run("info");
            ByteBuffer info = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
            dm_task_get_info(pointer, Native.getDirectBufferPointer(info));
            boolean exists = info.getInt(0) != 0;
            return exists
                    ? Optional.of(new Info(info.getInt(16), info.getInt(24), info.getInt(28), info.getInt(8) != 0))
                    : Optional.empty();
        }

        /** What the kernel said of each target of the device. */
        List<Line> lines() {
            List<Line> lines = new ArrayList<>();
            LongByReference start = new LongByReference();
            LongByReference length = new LongByReference();
            PointerByReference target = new PointerByReference();
            PointerByReference text = new PointerByReference();
            Pointer next = null;
            do {
                next = dm_get_next_target(pointer, next, start, length, target, text);
                if (target.getValue() != null) {
                    lines.add(line(start.getValue(), length.getValue(), target.getValue(), text.getValue()));
                }
            } while (next != null);
            return lines;
        }

        private static Line line(long start, long length, Pointer target, Pointer text) {
            String name = target.getString(0);
            if (name.equals("crypt")) {
                hideKey(text);
            }
            return new Line(start, length, name, text.getString(0));
        }

        /** Where it lies, so that it gets no further; as dmsetup(8) does it: the second word, in noughts. */
        private static void hideKey(Pointer text) {
            int spaces = 0;
            for (int at = 0; text.getByte(at) != 0 && spaces < 2; at++) {
                if (text.getByte(at) == ' ') {
                    spaces++;
                } else if (spaces == 1) {
                    text.setByte(at, (byte) '0');
                }
            }
        }

        @Override
        public void close() {
            dm_task_destroy(pointer);
        }
    }
}
