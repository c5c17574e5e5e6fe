package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.ImageDisk;

/** A write that was cut off must not be made whole by what mends it, however that is cut off in its turn. */
class TornTwiceTest {

    private static final long DISK = States.diskSectors(1000, 8, 200);
    private static final int SPARES = 200;

    @Test
    void whatTheFirstStartDidNotFindTheSecondDoesNotFindEither() throws MetadataException {
        ImageDisk disk = ImageDisk.of(DISK);
        DeviceMetadataStore.create(List.of(disk), States.fresh(DISK, 8, SPARES));
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
        // In the sixth sector of the page, and then in the first: what is overwritten lacks the former.
        store.save(List.of(States.commit(8000, 160)));
        ImageDisk before = disk.copy();
        store.save(List.of(States.commit(80, 3)));
        Location at = store.current().superblock().place(0, 33, 1);
        long block = at.sector().number() / 8;
        for (int first : new int[] {0x81, 0x83, 0xC1, 0x8F, 0xDF, 0x01, 0x80, 0x21, 0xA0}) {
            ImageDisk cut = before.copy();
            cut.put(block, mixed(before.block(block), disk.block(block), first));
            assertThat(isMapped(cut)).as("torn %d", first).isFalse();
            java.util.ArrayList<ImageDisk.Request> requests = new java.util.ArrayList<>();
            ImageDisk mended = cut.copy().logTo(requests, 0);
            DeviceMetadataStore.load(List.of(mended)).repair();
            for (ImageDisk.Request request : requests) {
                if (request instanceof ImageDisk.Write write) {
                    for (int second = 0x60; second > 0; second -= 0x20) {
                        ImageDisk again = cut.copy();
                        again.put(write.block(), mixed(cut.block(write.block()), write.bytes(), second));
                        assertThat(isMapped(again))
                                .as("torn %d, then %d", first, second)
                                .isFalse();
                    }
                    cut.put(write.block(), write.bytes());
                }
            }
        }
    }

    private static boolean isMapped(ImageDisk disk) throws MetadataException {
        return DeviceMetadataStore.load(List.of(disk))
                .current()
                .spareOf(new MappedSector(80))
                .isPresent();
    }

    private static byte[] mixed(byte[] before, byte[] after, int mask) {
        byte[] mixed = before.clone();
        for (int sector = 0; sector < 8; sector++) {
            if ((mask >> sector & 1) != 0) {
                System.arraycopy(after, sector * 512, mixed, sector * 512, 512);
            }
        }
        return mixed;
    }
}
