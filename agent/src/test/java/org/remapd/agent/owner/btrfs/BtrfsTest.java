package org.remapd.agent.owner.btrfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.twin.ImageDisk;

class BtrfsTest {
    private static ImageDisk image;

    @BeforeAll
    static void load() throws IOException {
        image = ImageDisk.load("/org/remapd/agent/owner/btrfs/image.gz", 262_144);
    }

    private static Disk disk(ImageDisk disk) {
        return (at, bytes) -> {
            ByteBuffer buffer = BlockDevice.buffer(bytes / 512);
            if (!disk.read(SectorRange.of(at / 512, bytes / 512), buffer).ok()) {
                throw new UnreadableException("unreadable");
            }
            byte[] block = new byte[bytes];
            buffer.get(0, block);
            return block;
        };
    }

    @Test
    void x() throws Exception {
        for (long s : new long[] {
            0,
            128,
            26624,
            30512,
            31664,
            31991,
            31992,
            31999,
            32000,
            32007,
            32008,
            32456,
            32776,
            32808,
            32872,
            43000,
            100000,
            200000,
            (38797312 + 30941184L - 30408704) / 512,
            (72351744 + 30941184L - 30408704) / 512,
            22020096L / 512,
            30408704 / 512
        }) {
            System.out.println(s + " " + Btrfs.open(disk(image)).owner(s * 512));
        }
    }
}
