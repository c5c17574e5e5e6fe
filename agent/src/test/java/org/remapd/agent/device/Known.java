package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
import org.remapd.agent.metadata.Pages;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.BlockDevice;

/** All that a device's metadata says at one moment, to compare others with. */
record Known(Superblock superblock, List<byte[]> pages) {

    static Known of(Metadata metadata) {
        List<byte[]> pages = new ArrayList<>();
        for (int page = 0; page < metadata.geometry().usedPages(); page++) {
            pages.add(Pages.body(metadata, page));
        }
        return new Known(metadata.superblock(), pages);
    }

    /** That a device says this and nothing else. */
    void assertIs(Metadata loaded, String when) {
        assertThat(loaded.superblock()).as(when).isEqualTo(superblock);
        assertBetween(this, this, loaded, when);
    }

    /**
     * That what was found is what was recorded before, or what was to be recorded, page by page: those that are recorded
     * together may become durable in any order.
     */
    static void assertBetween(Known before, Known after, Metadata loaded, String when) {
        Superblock found = loaded.superblock();
        assertThat(found.device()).as(when).isEqualTo(before.superblock.device());
        assertThat(found.geometry()).as(when).isIn(before.superblock.geometry(), after.superblock.geometry());
        for (int copy = 0; copy < found.moved().size(); copy++) {
            List<Integer> moved = found.moved().get(copy);
            List<Integer> most = after.superblock.moved().get(copy);
            int least = copy < before.superblock.moved().size()
                    ? before.superblock.moved().get(copy).size()
                    : 0;
            assertThat(moved.size()).as(when).isBetween(least, most.size());
            assertThat(most.subList(0, moved.size())).as(when).isEqualTo(moved);
        }
        for (int page = 0; page < found.geometry().usedPages(); page++) {
            byte[] body = Pages.body(loaded, page);
            if (!before.says(page, body) && !after.says(page, body)) {
                throw new AssertionError(when + ": " + Pages.describe(page) + " says what nobody recorded");
            }
        }
    }

    private boolean says(int page, byte[] body) {
        return page < pages.size() && Arrays.equals(pages.get(page), body);
    }

    /** Which of these disks are those of the device, by what is on them, as discovery finds it out; the newest superblock counts. */
    static <D extends BlockDevice> List<D> discover(List<D> disks) throws MetadataException {
        List<Optional<MetadataReader.Membership>> found = new ArrayList<>();
        MetadataException why = new MetadataException("nowhere", new MetadataProblem.NotOurs());
        for (D disk : disks) {
            try {
                found.add(Optional.of(MetadataReader.membership(disk))
                        .filter(one -> one.superblock().device().equals(States.DEVICE)));
            } catch (MetadataException e) {
                found.add(Optional.empty());
                why = e;
            }
        }
        Optional<MetadataReader.Membership> newest = found.stream()
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(MetadataReader.Membership::sequence));
        if (newest.isEmpty()) {
            throw why;
        }
        List<D> members = new ArrayList<>();
        int count = newest.get().superblock().geometry().members().size();
        for (int member = 0; member < count; member++) {
            for (int disk = 0; disk < disks.size(); disk++) {
                int wanted = member;
                if (found.get(disk).filter(one -> one.member() == wanted).isPresent()) {
                    members.add(disks.get(disk));
                    break;
                }
            }
        }
        if (members.size() < count) {
            throw new MetadataException("here", new MetadataProblem.Contradictory("a disk is missing"));
        }
        return members;
    }
}
