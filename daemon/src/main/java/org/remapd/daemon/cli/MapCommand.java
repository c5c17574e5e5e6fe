package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.map.Area;
import org.remapd.agent.map.AreaFormat;
import org.remapd.agent.map.BadblocksList;
import org.remapd.agent.map.DdrescueMap;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd map}: how fast a disk is where; and lists of bad places, from other programs and for them. */
@Command(
        name = "map",
        description = {
            "Shows where a device's disk is slow; reads and writes ddrescue's mapfiles and lists of badblocks.",
            "",
            "Without --import and --export: how long the reads of the last scrub took, or of the one under way, over the surface of"
                    + " the disk with the data, and of the scrub before where that one has read nothing; a picture on a"
                    + " terminal, else a line for each stretch that is alike. Reads of whole blocks count; where there are only"
                    + " such as may have waited for others who used the disk, that is marked. A scrub has two reads on their"
                    + " way at a time, so that each waits for the other: the times compare places of one disk. Scrubs of a"
                    + " part of a device do not count.",
            "",
            "--import: what the list names as bad is a hint like any other. It is not believed: the daemon reads each place, and"
                    + " deals with what is bad. Of a mapfile that is what is marked - (bad), * or / (not yet looked at closely);"
                    + " ? and + are none. The whole list is understood, or nothing is done. It waits until every place has been"
                    + " looked at, which may take long, and may be ended and done again: what is known is not read twice. A"
                    + " stretch of more than 32 MiB is too much for hints, and a scrub of that range is named instead.",
            "--export: nothing is changed, and no daemon is needed; what is recorded on the disk is read, as remapd inspect does. A"
                    + " mapfile has - for what is lost, / for what failed and may be readable in parts, + for what the last whole"
                    + " scrub has read, or the one under way if it is the first, and ? for all else. A badblocks list has what is"
                    + " - or /. To ddrescue, + means that it has a copy: before it is to make one, make + ? (see below).",
            "",
            "The list is of /dev/mapper/NAME. With --disk it is of the disk (or partition) below it: there the old places of units"
                    + " that live on spares, by hand too, and spares that failed are -, and remapd's own metadata are ?."
        },
        footer = {
            "",
            "A badblocks list counts in blocks, and does not say how long these are: --block-size has to be that of badblocks -b,"
                    + " or of the file system for a list of dumpe2fs -b. If nobody said so to badblocks either, it is 1024.",
            "",
            "Exit status: 0 done, 1 done but for stretches that are too long for hints, 2 usage, 3 not done, or not all of it.",
            "",
            "--json without a list: device, disk, disk_sectors, cell_sectors, started, running, and cells, each with disk_sector and"
                    + " sectors, range (the device's sectors in it, for remapd scrub --range), read_sectors, millis_per_mib,"
                    + " slowest_millis, disturbed, unreadable, mapped (units on spares) and earlier (by the scrub before). What is not known is"
                    + " null.",
            "",
            "Examples:",
            "  remapd map data                where the disk of data is slow",
            "  remapd map data --json | jq -r '.cells[]|select(.slowest_millis > 500).range'",
            "                                 where a read took longer than half a second",
            "  remapd map data --import ddrescue rescue.map --disk",
            "                                 ddrescue read the disk on which data is",
            "  badblocks -b 4096 /dev/mapper/data > bad.list",
            "  remapd map data --import badblocks bad.list --block-size 4096",
            "  remapd map data --export ddrescue - | ddrescuelog -a '+,?' - > data.map",
            "  ddrescue -d /dev/mapper/data image data.map",
            "                                 an image, known losses last",
            "  remapd map data --export badblocks bad.list --block-size 4096"
        },
        mixinStandardHelpOptions = true)
final class MapCommand implements Callable<Integer> {

    private static final int LARGEST_BLOCK = 1 << 20;

    /** Whose lists they are. */
    private enum Format {
        DDRESCUE,
        BADBLOCKS
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            description = "The device. For --export also one of its disks, or an image.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The list; - for standard input or output.")
    private @Nullable String file;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Direction direction;

    /** One of these. */
    static final class Direction {
        @Option(names = "--import", paramLabel = "ddrescue|badblocks", description = "Have looked at what FILE names.")
        private @Nullable Format taken;

        @Option(names = "--export", paramLabel = "ddrescue|badblocks", description = "Write what is known to FILE.")
        private @Nullable Format written;

        private Format format() {
            return taken != null ? taken : Objects.requireNonNull(written);
        }
    }

    @Option(names = "--disk", description = "The list is of the disk below, and not of /dev/mapper/NAME.")
    private boolean ofDisk;

    @Option(
            names = "--block-size",
            paramLabel = "BYTES",
            description = "What a badblocks list counts in, a multiple of 512 up to 1048576. Default: 1024.")
    private @Nullable Integer blockBytes;

    @Option(names = "--force", description = "With --export: replace FILE if it is there.")
    private boolean force;

    @Option(names = "--json", description = "Print one JSON object instead of a summary in words.")
    private boolean json;

    private final InputStream standardInput;
    private final MapImport.Daemon daemon;

    MapCommand() {
        this(System.in, new ControlClient(ControlServer.SOCKET)::ask);
    }

    /** With something else as standard input, and another daemon. */
    MapCommand(InputStream standardInput, MapImport.Daemon daemon) {
        this.standardInput = standardInput;
        this.daemon = daemon;
    }

    @Override
    public Integer call() throws IOException, AssemblyException, BadConfigurationException {
        return direction == null ? surface() : list(direction);
    }

    private int surface() throws IOException {
        if (file != null || force || ofDisk || blockBytes != null) {
            throw usage("what goes with a list of bad places takes --import or --export");
        }
        return new MapSurface(spec.commandLine(), device, daemon).show(json);
    }

    private int list(Direction direction) throws IOException, AssemblyException, BadConfigurationException {
        String where = file;
        if (where == null) {
            throw usage("expected a FILE, or - for standard input or output");
        }
        boolean export = direction.written != null;
        boolean toOutput = export && where.equals("-");
        if (force && (!export || toOutput)) {
            throw usage("--force goes with --export and a file");
        }
        if (json && toOutput) {
            throw usage("--json and the list would both go to standard output; expected a file");
        }
        MapOf of = new MapOf(device, ofDisk, direction.format().name().toLowerCase(Locale.ROOT), where);
        return export
                ? new MapExport(spec.commandLine(), of, json).write(format(direction.format()), force)
                : new MapImport(spec.commandLine(), of, json, daemon).read(format(direction.format()), standardInput);
    }

    private AreaFormat format(Format format) {
        if (format == Format.BADBLOCKS) {
            int bytes = blockBytes == null ? BadblocksList.DEFAULT_BLOCK_BYTES : blockBytes;
            if (bytes < Area.SECTOR_BYTES || bytes > LARGEST_BLOCK || bytes % Area.SECTOR_BYTES != 0) {
                throw usage("--block-size: expected a multiple of 512 up to " + LARGEST_BLOCK);
            }
            return new BadblocksList(bytes);
        }
        if (blockBytes != null) {
            throw usage("--block-size goes with badblocks; a mapfile counts in bytes");
        }
        return new DdrescueMap();
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
