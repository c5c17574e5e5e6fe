package org.remapd.agent.remap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.port.Token;
import org.remapd.agent.sys.Dm;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.ErrnoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real target, through libdevmapper. */
public final class DmTarget implements RemapTarget {

    private static final Logger LOG = LoggerFactory.getLogger(DmTarget.class);
    private static final Duration UDEV_LIMIT = Duration.ofSeconds(30);

    /** Longer ones need memory in one piece. */
    private static final int MESSAGE_CHARS = 60_000;

    private final String name;

    public DmTarget(String name) {
        this.name = name;
    }

    /** The one that is assembled for this device, whatever it is called. */
    public static Optional<DmTarget> live(DeviceId id) throws ErrnoException {
        return Dm.nameOf(id.dmUuid()).map(DmTarget::new);
    }

    /** Why no device can be assembled on this machine, and what to do about it; empty if the kernel knows the target. */
    public static Optional<String> unavailable() {
        try {
            Dm.requireTarget(TargetLines.TARGET);
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(reason(e));
        }
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
                    ? Optional.of(TargetLines.status(Dm.status(name).text()))
                    : Optional.empty();
        } catch (ErrnoException | IllegalArgumentException e) {
            LOG.warn("{}: no status of the remap target ({})", name, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Answer assemble(DeviceId id, List<String> disks, Geometry geometry, Stream<Mapping> mappings) {
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
            boolean begun = known.isPresent() && hasTable();
            if (known.isPresent() && !begun) {
                await(Dm.remove(name));
            }
            Optional<Dm.UdevWait> udev =
                    begun ? Optional.empty() : Optional.of(Dm.create(name, id.dmUuid(), line(disks, geometry)));
            load(geometry, mappings);
            Dm.message(name, "go");
            if (udev.isPresent()) {
                await(udev.get());
            }
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(reason(e));
        }
    }

    /** Who was killed before it had one left something that nobody can have used. */
    private boolean hasTable() throws ErrnoException {
        return Dm.info(name).filter(Dm.Info::live).isPresent();
    }

    /** To the kernel an unknown target is an argument like another that it does not understand. */
    private static String reason(ErrnoException e) {
        return new MissingModule(Path.of("/")).reason().orElse(e.getMessage() + "; the kernel log says why");
    }

    private static Dm.Line line(List<String> disks, Geometry geometry) {
        return new Dm.Line(0, geometry.data().count(), TargetLines.TARGET, TargetLines.table(disks, geometry));
    }

    /** As many mappings a message as it holds. */
    private void load(Geometry geometry, Stream<Mapping> mappings) throws ErrnoException {
        StringBuilder message = new StringBuilder();
        for (Iterator<Mapping> each = mappings.iterator(); each.hasNext(); ) {
            message.append(TargetLines.loaded(geometry, each.next()));
            if (message.length() > MESSAGE_CHARS || !each.hasNext()) {
                Dm.message(name, "load" + message);
                message.setLength(0);
            }
        }
    }

    private void await(Dm.UdevWait udev) {
        try {
            if (!udev.await(UDEV_LIMIT)) {
                LOG.warn("{}: udev has not answered within {} s", name, UDEV_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Answer enlarge(List<String> disks, Geometry geometry) {
        try {
            await(Dm.reload(name, line(disks, geometry)));
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(e.getMessage() + "; the kernel log says why");
        }
    }

    @Override
    public Answer attend(Duration time) {
        return say("attend " + time.toSeconds());
    }

    @Override
    public List<Held> held() {
        return all("faults", TargetLines::faults, Held::unit);
    }

    @Override
    public List<Cure> cures() {
        return all("cures", TargetLines::cures, Cure::unit);
    }

    /** All lines of a list that comes in parts. */
    private <T> List<T> all(
            String message, Function<String, TargetLines.Part<T>> parse, Function<T, MappedSector> unit) {
        NavigableMap<MappedSector, T> all = new TreeMap<>();
        try {
            MappedSector from = new MappedSector(0);
            TargetLines.Part<T> part;
            do {
                part = parse.apply(Dm.message(name, message + " " + from));
                part.lines().forEach(line -> all.put(unit.apply(line), line));
                // A part begins with the unit that has this sector, which the part before ended with.
                from = all.isEmpty() ? from : new MappedSector(all.lastKey().number() + 1);
            } while (!part.complete());
        } catch (ErrnoException | IllegalArgumentException e) {
            LOG.warn("{}: the remap target does not answer to {} ({})", name, message, e.getMessage());
        }
        return List.copyOf(all.values());
    }

    /** It would be the first of those that end after its first sector. */
    @Override
    public Optional<Held> held(MappedSector unit) {
        try {
            return TargetLines.faults(Dm.message(name, "faults " + unit)).lines().stream()
                    .findFirst()
                    .filter(held -> held.unit().equals(unit));
        } catch (ErrnoException | IllegalArgumentException e) {
            LOG.warn("{}: the remap target does not say whether it holds {} ({})", name, unit, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Answer quiesce(MappedSector unit, Token token, Duration lease) {
        return say("quiesce " + unit + " " + token + " " + lease.toSeconds());
    }

    @Override
    public Answer take(MappedSector unit, Token token, Duration lease) {
        return say("take " + unit + " " + token + " " + lease.toSeconds());
    }

    @Override
    public Answer renew(Token token, Duration lease) {
        return say("renew " + token + " " + lease.toSeconds());
    }

    @Override
    public Answer prepare(Token token) {
        return say("prepare " + token);
    }

    @Override
    public Answer withdraw(Token token) {
        return say("withdraw " + token);
    }

    @Override
    public Answer release(Token token) {
        return say("release " + token);
    }

    @Override
    public Answer activate(Geometry geometry, Token token, Spare spare, LostSectors lost) {
        return say("activate " + token + " " + TargetLines.spare(geometry, spare) + " " + TargetLines.mask(lost));
    }

    @Override
    public Answer unmap(Token token) {
        return say("unmap " + token);
    }

    @Override
    public Answer rewrite(Geometry geometry, Token token, Spare spare) {
        return say("rewrite " + token + " " + TargetLines.spare(geometry, spare));
    }

    @Override
    public Answer cured(Cure cure) {
        return say("cured " + cure.unit() + " " + TargetLines.mask(cure.written()));
    }

    @Override
    public Answer retry(MappedSector unit) {
        return say("retry " + unit);
    }

    @Override
    public Answer fail(MappedSector unit) {
        return say("fail " + unit);
    }

    private Answer say(String message) {
        try {
            Dm.message(name, message);
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(e.getMessage());
        }
    }

    @Override
    public Optional<Spare> servedFrom(Geometry geometry, MappedSector unit) {
        try {
            return TargetLines.spareOf(geometry, unit, Dm.message(name, "list " + unit));
        } catch (ErrnoException e) {
            throw new IllegalStateException(name + ": the remap target does not list its mappings", e);
        }
    }

    @Override
    public Answer remove() {
        try {
            Optional<String> uuid = Dm.uuidOf(name);
            if (uuid.isEmpty()) {
                return new Answer.Done();
            }
            if (!uuid.get().startsWith(DeviceId.DM_PREFIX)) {
                return new Answer.Refused("/dev/mapper/" + name + " is not a remap device");
            }
            await(Dm.remove(name));
            return new Answer.Done();
        } catch (ErrnoException e) {
            return new Answer.Refused(
                    e.errno() == Errno.EBUSY ? name + " is in use: unmount what is on it first" : e.getMessage());
        }
    }
}
