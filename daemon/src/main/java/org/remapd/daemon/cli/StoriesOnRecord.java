package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.UnitStory;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.sys.Dm;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.StoryReports;
import org.remapd.daemon.control.Reply;

/**
 * What is on record of a device's units: what a daemon would begin with, for when there is none. Its disks are read when the first
 * is asked for, and not again. One thread.
 */
final class StoriesOnRecord {

    /** Reads the disks. */
    interface Reading {
        Inspection read() throws IOException, AssemblyException, BadConfigurationException;
    }

    private final Reading reading;
    private @Nullable Inspection read;

    StoriesOnRecord(Reading reading) {
        this.reading = reading;
    }

    /**
     * Of the unit of a sector.
     *
     * @throws IOException also if there is no such sector; the message says why
     */
    Reply of(MappedSector sector) throws IOException, AssemblyException, BadConfigurationException {
        Inspection seen = seen();
        String name = seen.metadata().superblock().name();
        Optional<String> none = seen.metadata().geometry().whyNone(sector);
        if (none.isPresent()) {
            throw new IOException(name + ": " + none.get());
        }
        return StoryReports.reply(name, sector, UnitStory.onRecord(seen, sector).orElseThrow());
    }

    /** What the device is called in /dev/mapper, if it is assembled. */
    Optional<String> mapped() throws IOException, AssemblyException, BadConfigurationException {
        return Dm.nameOf(new DeviceId(seen().metadata().uuid()).dmUuid());
    }

    private Inspection seen() throws IOException, AssemblyException, BadConfigurationException {
        Inspection known = read == null ? reading.read() : read;
        read = known;
        return known;
    }
}
