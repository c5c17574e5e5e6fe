package org.remapd.agent.owner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.owner.XfsDb;
import org.remapd.agent.sys.Program;

/**
 * Asks xfs_db about an XFS that is not mounted. It opens the device for reading only. Without a reverse map it reads all metadata,
 * and keeps nine bytes for each block, which takes long, and may take more memory than it gets; so do names.
 */
final class XfsUnmounted {

    private static final String DEBIAN = "xfsprogs";
    private static final int MOST_FILES = 16;

    private final String device;
    private final Tools tools;

    XfsUnmounted(String device, Tools tools) {
        this.device = device;
        this.tools = tools;
    }

    Owner owner(UpperSector sector) throws SearchException {
        XfsDb.Superblock superblock = superblock();
        if (superblock.endsBefore(sector)) {
            return Owner.BEHIND;
        }
        String daddr = "convert daddr " + sector + " ";
        long block = number(xfsDb(daddr + "fsblock"));
        Program.Output recorded = xfsDb("fsmap " + block + " " + block);
        Owner owner = XfsDb.hasReverseMap(recorded.errors() + recorded.text())
                ? XfsDb.recorded(recorded.text(), number(xfsDb(daddr + "agbno")))
                : searched(sector, block);
        return owner instanceof Owner.Files files ? named(files, superblock.root()) : owner;
    }

    private XfsDb.Superblock superblock() throws SearchException {
        Program.Output output = xfsDb("sb 0", "print rootino dblocks blocksize");
        return XfsDb.superblock(output.text())
                .orElseThrow(() -> new SearchException(Tools.complaint("xfs_db", output)));
    }

    private static long number(Program.Output output) throws SearchException {
        OptionalLong number = XfsDb.number(output.text());
        return number.orElseThrow(() -> new SearchException(Tools.complaint("xfs_db", output)));
    }

    private Owner searched(UpperSector sector, long block) throws SearchException {
        Program.Output output = xfsDb("blockget -b " + block, "daddr " + sector, "blockuse");
        if (XfsDb.needsReplay(output.errors())) {
            throw new SearchException(
                    "its journal holds changes that are not in their places yet; ask while it is mounted");
        }
        Optional<Owner> found = XfsDb.found(output.text());
        return found.orElseThrow(() -> new SearchException(Tools.complaint("xfs_db", output)));
    }

    /** Names all in one run, since each has to read all of them. */
    private Owner named(Owner.Files owner, long root) throws SearchException {
        List<OwnedFile> files = owner.files().stream().limit(MOST_FILES).toList();
        List<Long> inodes = files.stream().map(OwnedFile::inode).toList();
        String mark = UUID.randomUUID().toString();
        Program.Output names = xfsDb(Stream.concat(
                        Stream.of("blockget -n"),
                        inodes.stream().flatMap(inode -> Stream.of("echo " + mark, "ncheck -i " + inode)))
                .toArray(String[]::new));
        Map<Long, FilePath> paths = XfsDb.paths(names.bytes(), mark, inodes, root);
        List<OwnedFile> named = new ArrayList<>();
        for (OwnedFile file : files) {
            named.add(named(file, Optional.ofNullable(paths.get(file.inode()))));
        }
        return new Owner.Files(named);
    }

    private OwnedFile named(OwnedFile file, Optional<FilePath> path) throws SearchException {
        Program.Output output = xfsDb("inode " + file.inode(), "print core.mode core.nlinkv2");
        XfsDb.Inode inode = XfsDb.inode(output.text());
        List<FilePath> told = path.stream().toList();
        return new OwnedFile(inode.kind(), file.part(), file.inode(), told, Math.max(inode.names() - told.size(), 0));
    }

    private Program.Output xfsDb(String... commands) throws SearchException {
        List<String> arguments = new ArrayList<>(List.of("-r"));
        for (String command : commands) {
            arguments.add("-c");
            arguments.add(command);
        }
        arguments.add(device);
        return tools.runSmall(DEBIAN, "xfs_db", arguments);
    }
}
