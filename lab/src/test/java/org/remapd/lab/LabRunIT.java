package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How guests end, and what is left of them. */
class LabRunIT {

    @Test
    @Tag("long")
    void aPowerCutLosesWhatWasNotFlushed(@TempDir Path state) {
        Result cut = Lab.run("--state", state.toString(), "--disk", "type=scsi,size=64M", "--", "bash", "-c", """
                set -e
                echo kept >/etc/kept
                echo kept >/var/lib/kept
                lab-fault 0 pending 100000
                yes flushed | dd of=$LAB_DISK0 bs=1M count=1 iflag=fullblock oflag=direct conv=fsync
                yes new | dd of=$LAB_DISK0 bs=1M count=1 seek=1 iflag=fullblock oflag=direct
                logger 'before the cut'
                lab-fault cut-power
                echo 'this is not printed'""");
        assertThat(cut.status()).as(cut.output()).isEqualTo(Lab.POWER_CUT);
        assertThat(cut.output()).doesNotContain("this is not printed");

        Result after = Lab.run("--state", state.toString(), "--disk", "type=scsi,size=64M", "--", "bash", "-c", """
                cat /etc/kept /var/lib/kept
                lab-fault 0 list
                journalctl -b -1 --no-pager | grep -o 'before the cut' | tail -1
                cmp -n 1048576 $LAB_DISK0 <(yes flushed | head -c 1048576) && echo flushed data is there
                dd if=$LAB_DISK0 bs=512 skip=2048 count=2048 status=none | grep -c . >/tmp/lines
                lost=$(dd if=$LAB_DISK0 bs=512 skip=2048 count=2048 status=none | tr -cd '\\0' | wc -c)
                echo lost $((lost / 512)) sectors and $((lost % 512)) bytes
                exit 7""");
        assertThat(after.status()).as(after.output()).isEqualTo(7);
        assertThat(after.output())
                .contains("kept\nkept\npending 100000+1\nbefore the cut\nflushed data is there\n")
                .containsPattern("lost [1-9][0-9]* sectors and 0 bytes$");
    }

    @Test
    void aPanicIsAnEnd() {
        Result result = Lab.run("--", "sh", "-c", "echo working; sleep 0.2; echo c >/proc/sysrq-trigger; sleep 60");

        assertThat(result.status()).isEqualTo(Lab.GUEST_DIED);
        assertThat(result.output()).contains("working\n", "Kernel panic");
    }

    @Test
    @Tag("long")
    void whatAKilledRunLeftIsSweptUpByTheNext(@TempDir Path state) throws IOException {
        Process killed = Lab.start(
                "run", "--state", state.toString(), "--disk", "type=scsi,size=64M", "--timeout", "600", "sleep", "600");
        Path run = state.resolve("run");
        await().atMost(Duration.ofMinutes(10)).until(() -> Files.exists(run.resolve("qemu.pid")));
        Path left = run.toRealPath();
        assertThat(left.resolve("media/disk0")).exists();

        // Of its disks, the file system stays mounted, and answers no more.
        List<ProcessHandle> all = killed.descendants().toList();
        killed.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);

        Result next = Lab.run("--state", state.toString(), "--disk", "type=scsi,size=64M", "--", "true");
        assertThat(next.status()).as(next.output()).isZero();
        assertThat(left).doesNotExist();
    }

    @Test
    void timeIsLimited() {
        Result result = Lab.run("--timeout", "4", "--", "sleep", "600");

        assertThat(result.status()).isEqualTo(Lab.GUEST_DIED);
        assertThat(result.output()).contains("out of time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=usb",
                "type=sata,logical=4096",
                "type=nvme,physical=4096",
                "type=scsi,logical=4096,physical=512",
                "type=scsi,size=1000",
                "type=scsi,size=many",
                "type=scsi,serial=a/b",
                "type=scsi,colour=red"
            })
    void aDiskThatCannotBeIsRefused(String spec) {
        Result result = Lab.run("--disk", spec, "true");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("--disk " + spec + ": ");
    }
}
