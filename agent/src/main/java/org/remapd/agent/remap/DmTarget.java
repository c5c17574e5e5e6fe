package org.remapd.agent.remap;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.sys.Dm;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.ErrnoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real target, through libdevmapper. */
public final class DmTarget implements RemapTarget {

    private static final Logger LOG = LoggerFactory.getLogger(DmTarget.class);
    private static final Duration UDEV_LIMIT = Duration.ofSeconds(30);

    private final String name;

    public DmTarget(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Status> status() {
        try {
            Optional<Dm.Info> info = Dm.info(name);
            return info.isPresent() && info.get().live()
                    ? TargetLines.status(Dm.status(name).text())
                    : Optional.empty();
        } catch (ErrnoException e) {
            LOG.warn("{}: no status of the remap target ({})", name, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Answer assemble(DeviceId id, String disk, Geometry geometry, Map<MappedSector, DiskSector> mappings) {
        try {
            Optional<String> known = Dm.nameOf(id.dmUuid());
            if (known.isPresent() && !known.get().equals(name)) {
                return new Answer.Refused("device " + id + " is assembled already, as " + known.get());
            }
            if (known.isEmpty() && Dm.info(name).isPresent()) {
                return new Answer.Refused("there is another device-mapper device called " + name);
            }
            if (known.isPresent()
                    && status().filter(status -> !status.loading()).isPresent()) {
                return new Answer.Done();
            }
            Optional<Dm.UdevWait> udev = known.isPresent() ? Optional.empty() : Optional.of(create(id, disk, geometry));
            for (Map.Entry<MappedSector, DiskSector> mapping : mappings.entrySet()) {
                Dm.message(name, TargetLines.remap(mapping.getKey(), mapping.getValue()));
            }
            Dm.message(name, "go");
            if (udev.isPresent() && !udev.get().await(UDEV_LIMIT)) {
                LOG.warn("{}: udev has not answered within {} s", name, UDEV_LIMIT.toSeconds());
            }
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(e.getMessage() + "; the kernel log says why");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("interrupted");
        }
    }

    private Dm.UdevWait create(DeviceId id, String disk, Geometry geometry) throws ErrnoException {
        String table = TargetLines.table(disk, geometry);
        return Dm.create(name, id.dmUuid(), new Dm.Line(0, geometry.data().count(), TargetLines.TARGET, table));
    }

    @Override
    public Answer remap(MappedSector unit, DiskSector spare) {
        try {
            Dm.message(name, TargetLines.remap(unit, spare));
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(e.getMessage());
        }
    }

    @Override
    public SortedMap<MappedSector, DiskSector> mappings() {
        SortedMap<MappedSector, DiskSector> mappings = new TreeMap<>();
        try {
            Optional<MappedSector> from = Optional.of(new MappedSector(0));
            while (from.isPresent()) {
                from = TargetLines.addMappings(Dm.message(name, "list " + from.get()), mappings);
            }
        } catch (ErrnoException e) {
            throw new IllegalStateException(name + ": the remap target does not list its mappings", e);
        }
        return mappings;
    }

    @Override
    public Answer remove() {
        try {
            if (Dm.info(name).isEmpty()) {
                return new Answer.Done();
            }
            if (!Dm.remove(name).await(UDEV_LIMIT)) {
                LOG.warn("{}: udev has not answered within {} s", name, UDEV_LIMIT.toSeconds());
            }
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(
                    e.errno() == Errno.EBUSY ? name + " is in use: unmount what is on it first" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("interrupted");
        }
    }
}
