package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk goes to another machine: what it has gone through goes with it. */
@Tag("long")
class MoveIT {

    private static final String SUMS =
            "echo 3 > /proc/sys/vm/drop_caches; cd /mnt && md5sum --quiet -c sums && echo right";

    @Test
    void anotherMachineNeedsNothingButTheDisk(@TempDir Path files) {
        String disk = "file=" + files.resolve("disk.img");
        Result here = Lab.run(
                "--disk",
                "type=scsi,size=64M," + disk,
                "--",
                "bash",
                "-c",
                """
                set -e
                sed -i 's/^#salvage-attempts.*/salvage-attempts = 40/; s/^#policy.*/policy = "remap"/' /etc/remapd.conf
                systemctl restart remapd
                remapd create moving --device $LAB_DISK0
                mkfs.ext4 -q -b 4096 /dev/mapper/moving && mount /dev/mapper/moving /mnt
                for i in 1 2 3; do head -c 900000 /dev/urandom > /mnt/file$i; done
                (cd /mnt; md5sum file* > sums); sync
                block=$(debugfs -R 'bmap /file2 7' /dev/mapper/moving 2>/dev/null)
                lab-fault 0 flaky:30 $((2048 + block * 8))
                remapd scrub moving --now --wait || true
                remapd status moving --json | jq -c '.devices[0].spares.used'
                """ + SUMS + "; cd /; umount /mnt; remapd stop moving");
        assertThat(here.status()).as(here.output()).isZero();
        assertThat(here.output()).contains("remapped, all of it was saved", "\nright");

        // Another bus, other names, and a configuration that knows nothing of it.
        Result there = Lab.run(
                "--disk",
                "type=virtio,size=32M",
                "--disk",
                "type=sata,size=64M," + disk,
                "--",
                "bash",
                "-c",
                """
                : > /etc/remapd.conf
                remapd assemble --scan || exit
                mount /dev/mapper/moving /mnt || exit
                remapd status moving --json | jq -c '.devices[0] | [.spares.used, (.faults | map(.fate) | unique)]'
                remapd inspect $LAB_DISK1 | grep -A9 history
                """ + SUMS);
        assertThat(there.status()).as(there.output()).isZero();
        assertThat(there.output())
                .contains("moving: available as /dev/mapper/moving", "[device.moving]", "\nright")
                .contains("remapped");
    }
}
