package org.remapd.agent.owner.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.remapd.agent.device.Signature;
import org.remapd.agent.device.Signatures;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.Mount;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.owner.Whose;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sys.ErrnoException;

/** Whose a sector of an assembled remap device is. It changes nothing, and needs to be root. */
public final class OwnerSearch {

    /** What a kernel's call may take longer, that cannot be ended. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long PAGE = 4096;

    private final Ascent ascent;
    private final Tools tools;

    private OwnerSearch(Ascent ascent, Tools tools) {
        this.ascent = ascent;
        this.tools = tools;
    }

    /**
     * Finds out, or why it cannot be told.
     *
     * @param name     the device's, in /dev/mapper
     * @param patience how long it may take
     * @throws IOException if it cannot be told what is stacked upon the device
     */
    public static Whose of(String name, MappedSector sector, Duration patience) throws IOException {
        Ascent ascent = Ascent.from(name, new UpperSector(sector.number()));
        OwnerSearch search = new OwnerSearch(ascent, new Tools(Clock.SYSTEM, patience));
        FutureTask<Whose> task = new FutureTask<>(search::answer);
        Thread thread = new Thread(task, "owner search");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return search.unknown("it took too long: a device does not answer");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Whose unknown(String why) {
        return new Whose(ascent.layers(), Optional.empty(), Optional.empty(), new Owner.Unknown(why), List.of());
    }

    private Whose answer() {
        try {
            return whose();
        } catch (IOException e) {
            return unknown(String.valueOf(e.getMessage()));
        }
    }

    private Whose whose() throws IOException {
        if (ascent.obstacle().isPresent()) {
            return unknown(ascent.obstacle().get());
        }
        List<Mount> mounts = Mounts.of(ascent.device(), ascent.kernel());
        List<String> types =
                mounts.isEmpty() ? signatures() : List.of(mounts.get(0).type());
        if (types.size() != 1) {
            return unknown(
                    types.isEmpty()
                            ? "nothing that is known lies on " + device()
                            : "several things seem to lie on " + device() + ": " + String.join(", ", types));
        }
        String type = types.get(0);
        Owner owner = ownerOrWhyNot(type, mounts);
        return new Whose(
                ascent.layers(),
                Optional.of(type),
                mounts.stream().findFirst().map(Mount::point),
                seen(owner, mounts),
                notes(type, mounts));
    }

    /** What libblkid finds; that of a GPT which is for programs that know none says nothing beside it. */
    private List<String> signatures() throws IOException {
        return Signatures.known(device()).stream()
                .map(Signature::type)
                .filter(type -> !type.equals("PMBR"))
                .distinct()
                .toList();
    }

    private String device() {
        return ascent.top().path();
    }

    private UpperSector sector() {
        return ascent.top().sector();
    }

    private Owner ownerOrWhyNot(String type, List<Mount> mounts) {
        try {
            return owner(type, mounts);
        } catch (SearchException e) {
            return new Owner.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private Owner owner(String type, List<Mount> mounts) throws SearchException {
        return switch (type) {
            case "ext2", "ext3", "ext4" -> new ExtSearch(device(), tools).owner(sector());
            case "xfs" -> mounts.isEmpty() ? new XfsUnmounted(device(), tools).owner(sector()) : mountedXfs(mounts);
            case "btrfs" -> new BtrfsSearch(device(), tools).owner(sector());
            case "gpt", "dos" -> new TableSearch(device(), tools).amongPartitions(sector());
            case "LVM2_member" -> new TableSearch(device(), tools).amongVolumes(sector());
            case "swap" ->
                sector().toBytes() < PAGE
                        ? new Owner.Metadata("the header of swap space")
                        : new Owner.Used("swap space");
            case "crypto_LUKS" ->
                new Owner.Used("an encrypted volume (LUKS): its header, or what is in it while it is locked");
            default -> new Owner.Unknown(device() + " holds " + type + ", which is not looked into");
        };
    }

    private Owner mountedXfs(List<Mount> mounts) throws SearchException {
        try (MountedTree tree = MountedTree.open(mounts)) {
            return new XfsMounted(tree, tools, sector()).owner();
        } catch (ErrnoException e) {
            throw new SearchException(e);
        }
    }

    /** With paths as they are seen where it is mounted. */
    private static Owner seen(Owner owner, List<Mount> mounts) {
        if (mounts.isEmpty() || !(owner instanceof Owner.Files files)) {
            return owner;
        }
        return new Owner.Files(
                files.files().stream().map(file -> seen(file, mounts.get(0))).toList());
    }

    private static OwnedFile seen(OwnedFile file, Mount mount) {
        List<FilePath> paths =
                file.paths().stream().map(path -> mount.seen(path).orElse(path)).toList();
        return new OwnedFile(file.kind(), file.part(), file.inode(), paths, file.more());
    }

    private List<String> notes(String type, List<Mount> mounts) {
        List<String> notes = new ArrayList<>();
        Optional<Mount> part =
                mounts.stream().findFirst().filter(mount -> !mount.root().equals(FilePath.of("/")));
        part.ifPresent(mount -> notes.add("paths that do not begin with " + mount.point()
                + " begin at the top of the file system, of which only " + mount.root() + " is mounted"));
        if (type.equals("btrfs") && !mounts.isEmpty()) {
            notes.add("as btrfs committed it last, 30 s ago at most");
        }
        if (mounts.isEmpty() && Mounts.anywhere(type, ascent.kernel())) {
            notes.add("it is mounted where this process does not see it; what is on the disk may lie behind");
        }
        return notes;
    }
}
