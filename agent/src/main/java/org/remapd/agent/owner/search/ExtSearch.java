package org.remapd.agent.owner.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.remapd.agent.owner.Debugfs;
import org.remapd.agent.owner.ExtLayout;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.sys.Program;

/**
 * Asks e2fsprogs about ext2, ext3 and ext4, also mounted ones: it reads through the same cache that the kernel writes them through. Its
 * programs open the device for reading only.
 */
final class ExtSearch {

    private static final String DEBIAN = "e2fsprogs";

    private final String device;
    private final Tools tools;

    ExtSearch(String device, Tools tools) {
        this.device = device;
        this.tools = tools;
    }

    Owner owner(UpperSector sector) throws SearchException {
        ExtLayout layout = layout();
        long block = layout.block(sector);
        if (block >= layout.blocks()) {
            return Owner.BEHIND;
        }
        Optional<String> metadata = layout.metadata(block);
        if (metadata.isPresent()) {
            return new Owner.Metadata(metadata.get());
        }
        // The bitmaps cannot be had without reading all; if one cannot be read, the rest can be asked all the same.
        Optional<Boolean> inUse = Debugfs.inUse(debugfs("testb " + block).text(), block);
        if (inUse.isPresent() && !inUse.get()) {
            return new Owner.Free("free space of the file system");
        }
        OptionalLong inode = inodeOf(block);
        if (inode.isPresent()) {
            return owner(inode.getAsLong(), block);
        }
        return inUse.isPresent()
                ? new Owner.Metadata("something that belongs to no inode")
                : new Owner.Unknown("it belongs to no inode; whether it is free cannot be read");
    }

    private ExtLayout layout() throws SearchException {
        Program.Output stats = catastrophic("stats -h");
        Program.Output groups = tools.run(DEBIAN, "dumpe2fs", List.of("-g", device));
        return ExtLayout.parse(stats.text(), groups.text())
                .orElseThrow(() -> new SearchException(Tools.complaint("debugfs", stats)));
    }

    private OptionalLong inodeOf(long block) throws SearchException {
        Program.Output output = catastrophic("icheck " + block);
        OptionalLong inode = Debugfs.inodeOf(output.text(), block);
        boolean whole = output.text().contains("Inode number\n" + block + "\t");
        if (!whole) {
            throw new SearchException(Tools.complaint("debugfs", output));
        }
        return inode;
    }

    private Owner owner(long number, long block) throws SearchException {
        Optional<String> reserved = Debugfs.reserved(number);
        if (reserved.isPresent()) {
            return new Owner.Metadata(reserved.get());
        }
        Debugfs.Inode inode =
                Debugfs.inode(catastrophic("stat <" + number + ">").text(), block);
        byte[] names = catastrophic("ncheck " + number).bytes();
        return new Owner.Files(
                List.of(OwnedFile.of(inode.kind(), inode.part(), number, Debugfs.paths(names, number, inode.names()))));
    }

    /** Without reading bitmaps, which are many. */
    private Program.Output catastrophic(String request) throws SearchException {
        return tools.run(DEBIAN, "debugfs", List.of("-c", "-R", request, device));
    }

    private Program.Output debugfs(String request) throws SearchException {
        return tools.run(DEBIAN, "debugfs", List.of("-R", request, device));
    }
}
