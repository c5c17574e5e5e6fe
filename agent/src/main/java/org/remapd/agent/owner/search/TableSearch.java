package org.remapd.agent.owner.search;

import java.util.List;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.PartitionTable;
import org.remapd.agent.owner.PhysicalVolume;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.sys.Program;

/** Asks about what divides a disk, where no device is made of the part that is asked about: partitions, LVM. */
final class TableSearch {

    private final String device;
    private final Tools tools;

    TableSearch(String device, Tools tools) {
        this.device = device;
        this.tools = tools;
    }

    Owner amongPartitions(UpperSector sector) throws SearchException {
        Program.Output dump = tools.run("fdisk", "sfdisk", List.of("--dump", device));
        if (dump.status() != 0) {
            throw new SearchException(Tools.complaint("sfdisk", dump));
        }
        return PartitionTable.parse(dump.text()).of(sector, device);
    }

    /** LVM is kept from looking at other disks, and from taking locks. */
    Owner amongVolumes(UpperSector sector) throws SearchException {
        Program.Output table = tools.run(
                "lvm2",
                "pvs",
                List.of(
                        "--readonly",
                        "--devices",
                        device,
                        "--segments",
                        "--noheadings",
                        "--separator",
                        "|",
                        "--units",
                        "s",
                        "--nosuffix",
                        "--options",
                        PhysicalVolume.COLUMNS,
                        device));
        return PhysicalVolume.parse(table.text())
                .orElseThrow(() -> new SearchException(Tools.complaint("pvs", table)))
                .of(sector);
    }
}
