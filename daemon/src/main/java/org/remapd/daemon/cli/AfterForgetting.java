package org.remapd.daemon.cli;

import java.util.List;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.owner.Printable;

/** How the data of a device that is no more can be read, in words. */
final class AfterForgetting {

    private AfterForgetting() {}

    static String of(Inspection before, List<String> paths) {
        return of(
                Printable.line(before.metadata().superblock().name()),
                before.arrangement().adopted(),
                paths.get(0),
                before.metadata().geometry().data());
    }

    static String of(String name, boolean adopted, String disk, SectorRange data) {
        if (adopted) {
            return "forgotten; the data is on " + disk + " as it was before it was adopted: check it, then mount it"
                    + " (in /etc/fstab, too, instead of /dev/mapper/" + name + ")";
        }
        String table = "0 " + data.count() + " linear " + disk + " " + data.first();
        return "forgotten; the data is still on " + disk + ", from sector " + data.first()
                + " on. It can be read there with either of\n"
                + "  losetup --find --show --offset " + data.first().number() * 512 + " --sizelimit "
                + data.count() * 512
                + " " + ShellWord.of(disk) + "\n"
                + "  dmsetup create " + ShellWord.of(name) + " --table " + ShellWord.of(table);
    }
}
