package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code remapd explain} names the file that a sector belongs to. Where files lie is asked of the file system itself
 * (FIEMAP), and what a sector holds is looked at, too: each sector of a file tells whose it is.
 */
@InGuest(seconds = 3600)
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "512M")
@Disk(type = "scsi", size = "512M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "256M")
@Disk(type = "scsi", size = "64M")
class ExplainIT {

    private static final int EXT4 = 0;
    private static final int XFS = 1;
    private static final int XFS_WITH_RMAP = 2;
    private static final int BTRFS = 3;
    private static final int VOLUME = 4;
    private static final int ALONE = 5;

    private static final Duration LONG = Duration.ofMinutes(15);

    /** Sectors of files that are asked for, of each file system. */
    private static final int SECTORS = Lab.isLong() ? 25 : 3;

    private static final int FILES = Lab.isLong() ? 40 : 12;

    private static final int ROUNDS = Lab.isLong() ? 4 : 3;

    /** As remapd shows names, which is also how the shell takes them between {@code $'} and {@code '}. */
    private static final List<String> NAMES = List.of(
            "plain",
            "with a blank",
            " at either end ",
            "red\\x1b[31m",
            "two\\x0alines",
            "tab\\x09and\\x0d",
            "back\\\\slash\\\\x41",
            "no\\xffUTF-8\\xc3",
            "ümlaut",
            "-r",
            "quote\"$(id)`id`*",
            "another\\x0a13\\x09",
            "x\\x0a");

    private final Random random = new Random(Lab.seed());

    /**
     * A file system that is asked about.
     *
     * @param node      the device that it lies on
     * @param ofAddress where on that device a place is that FIEMAP tells, in sectors
     * @param below     which sector of the remap device a sector of that device is
     */
    private record Asked(
            Guest guest, String device, String node, LongUnaryOperator ofAddress, LongUnaryOperator below) {

        /** That lies on the remap device itself, and tells of sectors as that counts them. */
        static Asked on(Guest guest, RemapDevice device) {
            return new Asked(
                    guest, device.name(), device.path(), LongUnaryOperator.identity(), LongUnaryOperator.identity());
        }

        String mount() {
            return "/mnt/" + device;
        }

        long sectorOf(long address) {
            return below.applyAsLong(ofAddress.applyAsLong(address));
        }

        /** A sector of the remap device that nothing was ever written to: the last MiB is far from all that is there. */
        long untouched() {
            return below.applyAsLong(Long.parseLong(guest.sh("blockdev --getsz " + node)) - 1024);
        }
    }

    /** A file by its path below the top, as it is shown. */
    private record Planted(int number, String path) {

        /** For the shell. */
        String at(String top) {
            return top + "/$'" + path + "'";
        }

        /** What fills it. */
        String mark() {
            return "of-file-" + number + "-";
        }
    }

    /** A sector of the remap device and whose it is. */
    private record Expected(long sector, String kind, String path) {

        /** As {@link #explained} prints it; names begin at {@code top}. */
        String line(String top) {
            return sector + " " + kind + (path.isEmpty() ? "" : " " + top + "/" + path);
        }
    }

    @Test
    void ofExt4(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "ext4", EXT4);
        Asked asked = Asked.on(guest, device);
        make(asked, "mkfs.ext4 -q -b 4096");

        long inodes = Long.parseLong(guest.sh("dumpe2fs " + device.path()
                + " 2>/dev/null | sed -n 's/.*Inode table at \\([0-9]*\\).*/\\1/p' | head -1"));
        tellsWhose(asked, () -> List.of(8 * inodes, 2L));
    }

    @Test
    @Tag("long")
    void ofXfs(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "xfs", XFS);
        ofXfs(Asked.on(guest, device), "rmapbt=0");
    }

    @Test
    @Tag("long")
    void ofXfsThatKeepsARecordOfOwners(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "xfsrmap", XFS_WITH_RMAP);
        ofXfs(Asked.on(guest, device), "rmapbt=1");
    }

    private void ofXfs(Asked asked, String record) {
        make(asked, "mkfs.xfs -q -i size=512 -m " + record);
        // An inode fills a sector, and those of the first group are numbered as the sectors are.
        long top = Long.parseLong(asked.guest().sh("stat -c %i " + asked.mount()));
        tellsWhose(asked, () -> List.of(top, 0L));
    }

    @Test
    @Tag("long")
    void ofBtrfs(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "btrfs", BTRFS);
        Asked asked = new Asked(
                guest,
                "btrfs",
                device.path(),
                address -> physical(guest, device.path(), address),
                LongUnaryOperator.identity());
        make(asked, "mkfs.btrfs -q");
        // Of all trees that of the chunks stays where it is, but for new chunks.
        tellsWhose(
                asked,
                () -> List.of(Long.parseLong(guest.sh("btrfs inspect-internal dump-super " + device.path()
                                + " | sed -n 's/^chunk_root[[:blank:]]*\\([0-9]*\\)$/\\1/p'"))
                        / 512));
    }

    /** To btrfs FIEMAP tells its own addresses; its own tool knows where on the disk they are. */
    private static long physical(Guest guest, String node, long sector) {
        String bytes = guest.sh("btrfs-map-logical -l " + sector / 8 * 4096 + " " + node
                + " | sed -n 's/^mirror 1 .* physical \\([0-9]*\\) .*/\\1/p' | head -1");
        return Long.parseLong(bytes) / 512 + sector % 8;
    }

    @Test
    @Tag("long")
    void onAVolumeInPiecesOnAPartition(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "deep", VOLUME);
        guest.sh("printf 'start=4096,size=400000\\n' | sfdisk -q --no-tell-kernel -X gpt " + device.path());
        guest.await("its partition", "test -b /dev/mapper/deep-part1", LONG);
        guest.sh("vgcreate -q group /dev/mapper/deep-part1"
                + " && lvcreate -q -n before -l 3 group && lvcreate -q -n volume -l 12 group"
                + " && lvcreate -q -n between -l 2 group && lvextend -q -l +12 group/volume");
        List<Piece> pieces =
                guest.sh("dmsetup table group-volume").lines().map(Piece::of).toList();
        assertThat(pieces).hasSize(2);

        LongUnaryOperator below = sector -> 4096
                + pieces.stream()
                        .filter(piece -> piece.has(sector))
                        .findFirst()
                        .orElseThrow()
                        .below(sector);
        Asked asked = new Asked(guest, "deep", "/dev/group/volume", LongUnaryOperator.identity(), below);
        make(asked, "mkfs.ext4 -q -b 1024");
        tellsWhose(asked, () -> List.of(2L));
        String table = explained(guest, "deep", List.of(1L, 4096L, 4096L + 399_999, 410_000L));
        assertThat(table.lines()).containsExactly("1 metadata", "4096 metadata", "404095 free", "410000 free");
    }

    @Test
    @Tag("long")
    void withoutADaemonItIsToldAllTheSameAndWhereTheUnitLives(Guest guest) {
        RemapDevice device = RemapDevice.create(guest, "alone", ALONE);
        Asked asked = Asked.on(guest, device);
        make(asked, "mkfs.ext4 -q -b 4096");
        guest.sh("seq 100000 > /mnt/alone/file && sync");
        long sector = extents(asked, List.of(new Planted(0, "file"))).get(0).physical();
        guest.sh("remapd remap alone " + sector);

        guest.sh("systemctl stop remapd", LONG);
        Result told = guest.run("remapd explain alone " + sector + " --json"
                + " | jq -c '[.unit, .spare.sectors, (.story | type), .owner.files[].paths[]]'");
        guest.sh("systemctl start remapd", LONG);
        assertThat(told.output()).isEqualTo("[" + sector + ",1,\"array\",\"/mnt/alone/file\"]");
    }

    /** A line of a table of the device mapper: {@code START LENGTH linear DEVICE OFFSET}. */
    private record Piece(long start, long length, long offset) {

        static Piece of(String line) {
            String[] words = line.split(" ");
            return new Piece(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[4]));
        }

        boolean has(long sector) {
            return sector >= start && sector < start + length;
        }

        long below(long sector) {
            return sector - start + offset;
        }
    }

    private static void make(Asked asked, String mkfs) {
        asked.guest()
                .sh(mkfs + " " + asked.node() + " && mkdir -p " + asked.mount() + " && mount " + asked.node() + " "
                        + asked.mount());
    }

    /** @param metadata places of the file system's own, as FIEMAP would tell them, once the files are there */
    private void tellsWhose(Asked asked, Supplier<List<Long>> metadata) {
        List<Planted> files = plant(asked);
        List<Expected> expected = new ArrayList<>(drawn(asked, files));
        expected.add(new Expected(freed(asked), "free", ""));
        expected.add(new Expected(asked.untouched(), "free", ""));
        metadata.get().forEach(sector -> expected.add(new Expected(asked.sectorOf(sector), "metadata", "")));

        List<Long> sectors = expected.stream().map(Expected::sector).toList();
        String mounted = explained(asked.guest(), asked.device(), sectors);
        assertThat(mounted.lines())
                .as("mounted; seed %d", Lab.seed())
                .containsExactlyElementsOf(
                        expected.stream().map(each -> each.line(asked.mount())).toList());

        asked.guest().sh("umount " + asked.mount());
        String before = written(asked);
        String unmounted = explained(asked.guest(), asked.device(), sectors);
        assertThat(unmounted.lines())
                .as("not mounted; seed %d", Lab.seed())
                .containsExactlyElementsOf(
                        expected.stream().map(each -> each.line("")).toList());
        assertThat(written(asked)).as("sectors written meanwhile").isEqualTo(before);
    }

    private static String written(Asked asked) {
        return asked.guest()
                .sh("awk '{print $7}' /sys/class/block/$(basename $(readlink -f " + asked.node() + "))/stat");
    }

    /** What remapd says of each sector: a line with the sector, the kind of its owner, and the names of files. */
    private static String explained(Guest guest, String device, List<Long> sectors) {
        String numbers = String.join(" ", sectors.stream().map(String::valueOf).toList());
        return guest.sh(
                "set -o pipefail; remapd explain " + device + " " + numbers + " --json | jq -r '"
                        + "[\"\\(.sector) \\(.owner.kind)\", .owner.files[].paths[]] | join(\" \")'",
                LONG);
    }

    /** Files in pieces, since each is written a bit at a time and some go again; of random sizes, at random depths. */
    private List<Planted> plant(Asked asked) {
        List<Planted> files = new ArrayList<>();
        StringBuilder script = new StringBuilder("set -e; fill() { yes $1 | head -c $2 >> \"$3\"; }\n");
        for (int number = 0; number < FILES; number++) {
            Planted file = new Planted(number, path(number));
            files.add(file);
            script.append("file=").append(file.at(asked.mount())).append("; mkdir -p \"${file%/*}\"\n");
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Planted file : files) {
                script.append("fill ")
                        .append(file.mark())
                        .append(' ')
                        .append(1 + random.nextInt(60_000))
                        .append(' ')
                        .append(file.at(asked.mount()))
                        .append('\n');
            }
            script.append("sync\n");
        }
        for (Planted file : files) {
            if (file.number() % 5 == 0) {
                script.append("rm -- ").append(file.at(asked.mount())).append('\n');
            }
        }
        asked.guest().sh(script + "sync", LONG);
        return files.stream().filter(file -> file.number() % 5 != 0).toList();
    }

    private String path(int number) {
        StringBuilder path = new StringBuilder();
        for (int depth = random.nextInt(number % 4 == 0 ? 30 : 4); depth > 0; depth--) {
            path.append(name()).append('/');
        }
        return path.append(name()).append(number).toString();
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** An extent of a file, in sectors, {@code physical} as the file system numbers them. */
    private record Extent(Planted file, long physical, long length) {}

    private static final Pattern EXTENT =
            Pattern.compile(" *\\d+: +(\\d+)\\.\\. *\\d+: +(\\d+)\\.\\. *\\d+: +(\\d+):(?: +\\d+:)? *(.*)");

    /** Sectors of files, no matter which. */
    private List<Expected> drawn(Asked asked, List<Planted> files) {
        List<Extent> extents = extents(asked, files);
        assertThat(extents).as("they are in pieces").hasSizeGreaterThan(files.size());
        List<Expected> drawn = new ArrayList<>();
        while (drawn.size() < SECTORS) {
            Extent extent = extents.get(random.nextInt(extents.size()));
            long sector = asked.sectorOf(extent.physical() + random.nextLong(extent.length()));
            String holds = asked.guest()
                    .sh("dd if=/dev/mapper/" + asked.device() + " skip=" + sector
                            + " count=1 iflag=direct status=none | head -c 100");
            assertThat(holds).as("what FIEMAP says").contains(extent.file().mark());
            drawn.add(new Expected(sector, "files", extent.file().path()));
        }
        return drawn;
    }

    /** But for what lies in an inode, or behind the end of a file. */
    private static List<Extent> extents(Asked asked, List<Planted> files) {
        StringBuilder script = new StringBuilder();
        for (Planted file : files) {
            script.append("echo FILE ")
                    .append(file.number())
                    .append(" $(stat -c %s -- ")
                    .append(file.at(asked.mount()))
                    .append("); filefrag -b512 -v -- ")
                    .append(file.at(asked.mount()))
                    .append('\n');
        }
        List<Extent> extents = new ArrayList<>();
        Planted file = files.get(0);
        long whole = 0;
        for (String line : asked.guest().sh(script.toString(), LONG).lines().toList()) {
            Matcher extent = EXTENT.matcher(line);
            if (line.startsWith("FILE ")) {
                String[] words = line.split(" ");
                file = files.stream()
                        .filter(each -> words[1].equals("" + each.number()))
                        .findFirst()
                        .orElseThrow();
                whole = Long.parseLong(words[2]) / 512;
            } else if (extent.matches() && !extent.group(4).contains("inline")) {
                long length = Math.min(Long.parseLong(extent.group(3)), whole - Long.parseLong(extent.group(1)));
                if (length > 0) {
                    extents.add(new Extent(file, Long.parseLong(extent.group(2)), length));
                }
            }
        }
        return extents;
    }

    /** A sector that was a file's. */
    private static long freed(Asked asked) {
        Planted gone = new Planted(0, "gone");
        asked.guest().sh("yes | head -c 1000000 > " + asked.mount() + "/gone && sync");
        Extent extent = extents(asked, List.of(gone)).get(0);
        long sector = asked.sectorOf(extent.physical());
        asked.guest().sh("rm " + asked.mount() + "/gone && sync");
        return sector;
    }
}
