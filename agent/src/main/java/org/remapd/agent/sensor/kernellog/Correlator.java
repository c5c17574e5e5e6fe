package org.remapd.agent.sensor.kernellog;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;

/**
 * Joins the lines that tell of one error, and judges it when they are complete: at the block layer's line, which comes
 * last, or when none has come for a while. Lines of several errors may come interleaved.
 *
 * <p>What belongs together is told by the command's tag, by the place (a sector within the command's extent, in logical
 * blocks of whatever size) and by the time. State is bounded, whatever the log; a case that must give way is judged as
 * it stands.
 */
public final class Correlator {

    private static final int LINES_BETWEEN_LOOKS = 64;
    private static final long MICROS_BETWEEN_LOOKS = 200_000;
    private static final long RATE_LIMIT_MICROS = 5_000_000;
    private static final long STEP_BACK_MICROS = 5_000_000;

    private final OpenCases open = new OpenCases();
    private final ToIntFunction<String> sectorsPerBlock;
    private Devices devices;
    private final Told told;
    private final Set<String> suppressed = new HashSet<>();
    private Moment lastSuppressed = new Moment(Stamp.NONE, Long.MIN_VALUE / 2);
    private Moment now = new Moment(Stamp.NONE, 0);
    private Moment lastLook = now;

    /**
     * Knows nothing but what the log will say.
     *
     * @param repeat for how long an error of the same place is the same error
     */
    public Correlator(Duration repeat) {
        this(repeat, disk -> 0);
    }

    /**
     * Knows the disks of a machine, too.
     *
     * @param repeat          for how long an error of the same place is the same error
     * @param sectorsPerBlock of a disk as the log names it, how many sectors one of its logical blocks has; 0 if that is not known
     */
    public Correlator(Duration repeat, ToIntFunction<String> sectorsPerBlock) {
        this.told = new Told(repeat);
        this.sectorsPerBlock = sectorsPerBlock;
        this.devices = new Devices(sectorsPerBlock);
    }

    /** Takes the next line; hands over the verdicts that are ripe with it. */
    public void accept(LogLine line, Consumer<Verdict> out) {
        advance(line.time(), out);
        Clue clue = line.mayBeKernel() ? Clue.in(line.text()) : null;
        if (now.line() - lastLook.line() >= LINES_BETWEEN_LOOKS || now.isBeyond(lastLook, MICROS_BETWEEN_LOOKS)) {
            judgeOver(out);
        }
        if (clue != null) {
            take(clue, line, out);
        }
    }

    /** Hands over what has waited long enough for further lines by {@code time}. */
    public void flush(Stamp time, Consumer<Verdict> out) {
        now = new Moment(time, now.line());
        judgeOver(out);
    }

    /** Hands over everything: no further line will come. */
    public void finish(Consumer<Verdict> out) {
        judgeIf(each -> true, out);
    }

    /** How many errors may be missing a line yet. */
    int openCases() {
        return open.size();
    }

    /** Lines without a time are of the last one's. A clock that goes back, or is another, means another boot or log. */
    private void advance(Stamp time, Consumer<Verdict> out) {
        Stamp last = now.time();
        if (time.equals(Stamp.NONE)) {
            now = new Moment(last, now.line() + 1);
            return;
        }
        boolean otherClock = !last.equals(Stamp.NONE)
                && (time.monotonicMicros() == Stamp.UNKNOWN || last.monotonicMicros() == Stamp.UNKNOWN)
                && (time.wallMicros() == Stamp.UNKNOWN || last.wallMicros() == Stamp.UNKNOWN);
        if (otherClock || time.since(last) < -STEP_BACK_MICROS) {
            reboot(out);
        }
        now = new Moment(time, now.line() + 1);
    }

    /** No name means what it did. */
    private void reboot(Consumer<Verdict> out) {
        finish(out);
        devices = new Devices(sectorsPerBlock);
    }

    private void take(Clue clue, LogLine line, Consumer<Verdict> out) {
        if (clue instanceof Clue.Scsi scsi) {
            take(scsi, line, out);
        } else if (clue instanceof Clue.Ata ata) {
            take(ata, line, out);
        } else if (clue instanceof Clue.Nvme nvme) {
            opened(new NvmeCase(nvme, now), out).saw(line, now);
        } else if (clue instanceof Clue.ControllerTrouble trouble) {
            devices.trouble(trouble.controller(), now);
            opened(new TroubleCase(trouble.controller(), now), out).saw(line, now);
        } else if (clue instanceof Clue.Geometry geometry) {
            devices.sectorsPerBlock(geometry.disk(), geometry.sectorsPerBlock());
        } else if (clue instanceof Clue.Block block) {
            settle(block, line, out);
        } else if (clue instanceof Clue.Traced traced) {
            settle(traced, line, out);
        } else if (clue instanceof Clue.Suppressed lost) {
            lost(lost, line, out);
        } else if (clue instanceof Clue.Boot) {
            reboot(out);
        }
    }

    private void take(Clue.Scsi clue, LogLine line, Consumer<Verdict> out) {
        boolean nameless = clue.address() == null && clue.disk() == null;
        ScsiCase newest = open.latest(ScsiCase.class, each -> true);
        ScsiCase found = nameless
                ? newest != null && newest.awaits(clue, now) ? newest : null
                : open.latest(ScsiCase.class, each -> each.awaits(clue, now));
        ScsiCase owner = found != null ? found : opened(new ScsiCase(clue, now), out);
        owner.take(clue);
        owner.saw(line, now);
        devices.named(owner.address, owner.disk);
        String device = name(owner);
        if (clue.fact() instanceof Clue.DeviceTrouble && device != null) {
            devices.trouble(device, now);
        }
    }

    /** A command that failed before is the same error, however often the kernel tries. */
    private void take(Clue.Ata clue, LogLine line, Consumer<Verdict> out) {
        AtaCase found = open.latest(AtaCase.class, each -> each.awaits(clue, now));
        AtaCase owner = found != null ? found : opened(new AtaCase(clue.port(), now), out);
        owner.take(clue);
        owner.saw(line, now);
        if (clue.fact() instanceof Clue.AtaCommand) {
            AtaCase earlier = open.latest(AtaCase.class, each -> each != owner && each.isRepeatedBy(owner));
            if (earlier != null) {
                open.remove(earlier);
                owner.follows(earlier);
            }
        }
    }

    /** The block layer's line ends a request, and with it all cases of it. */
    private void settle(Clue.Block block, LogLine line, Consumer<Verdict> out) {
        if (DeviceName.isStacked(block.device())) {
            return;
        }
        Candidates candidates = new Candidates(open, devices, now);
        ScsiCase scsi = candidates.scsi(block);
        NvmeCase nvme = candidates.nvme(block);
        AtaCase ata = candidates.ata(block, scsi);
        int size = candidates.sectorsPerBlock(block, scsi, ata, nvme);
        boolean troubled = devices.isTroubled(block.device(), now);
        Judgement judgement = new Judgement(block, scsi, ata, nvme, troubled, size);
        Evidence evidence = new Evidence();
        if (scsi != null) {
            devices.named(scsi.address, block.device());
        }
        open.close(scsi, evidence);
        open.close(nvme, evidence);
        open.closeAll(each -> candidates.isOfSameError(each, block, ata), evidence);
        evidence.add(now.line(), line.raw());
        tell(judgement.verdict(block.device(), now.time(), evidence), out);
    }

    /** The tracepoint stands for itself. */
    private void settle(Clue.Traced traced, LogLine line, Consumer<Verdict> out) {
        Clue.Block block =
                new Clue.Block(traced.error(), traced.device(), traced.sector(), traced.request(), Cursor.NONE, false);
        Judgement judgement = new Judgement(block, null, null, null, false, 1);
        Long count = traced.count() > 0 ? traced.count() : null;
        DiskSector first = new DiskSector(traced.sector());
        List<String> evidence = List.of(line.raw());
        tell(
                new Verdict(
                        judgement.kind(), traced.device(), first, count, judgement.operation(), now.time(), evidence),
                out);
    }

    /** Each function that prints has a rate limit of its own, and all of them leave out the same errors. */
    private void lost(Clue.Suppressed lost, LogLine line, Consumer<Verdict> out) {
        boolean sameErrors = !now.isBeyond(lastSuppressed, RATE_LIMIT_MICROS - 1) && suppressed.add(lost.function());
        if (sameErrors) {
            return;
        }
        suppressed.clear();
        suppressed.add(lost.function());
        lastSuppressed = now;
        out.accept(new Verdict(Verdict.Kind.LOST, null, null, null, null, now.time(), List.of(line.raw())));
    }

    /** Judges an error whose block layer's line has not come. */
    private void judge(OpenCase ended, Consumer<Verdict> out) {
        if (ended instanceof ScsiCase scsi) {
            if (!scsi.isEmpty()) {
                judge(scsi, out);
            }
        } else if (ended instanceof AtaCase ata) {
            String disk = devices.diskAtPort(ata.port);
            String device = disk != null ? disk : ata.port;
            int size = Math.max(1, devices.sectorsPerBlock(device));
            judge(new Judgement(null, null, ata, null, false, size), device, toldBy(ata), out);
        } else if (ended instanceof NvmeCase nvme) {
            String device = nvme.clue.device();
            int size = Math.max(1, devices.sectorsPerBlock(device));
            judge(new Judgement(null, null, null, nvme, false, size), device, toldBy(nvme), out);
        } else if (ended instanceof TroubleCase trouble) {
            judge(new Judgement(null, null, null, null, true, 1), trouble.controller, toldBy(trouble), out);
        }
    }

    private void judge(ScsiCase scsi, Consumer<Verdict> out) {
        String device = name(scsi);
        AtaCase ata = new Candidates(open, devices, now).ata(scsi, device);
        int size = Math.max(1, devices.sectorsPerBlock(device));
        Evidence evidence = toldBy(scsi);
        open.close(ata, evidence);
        judge(new Judgement(null, scsi, ata, null, false, size), device, evidence, out);
    }

    private static Evidence toldBy(OpenCase only) {
        Evidence evidence = new Evidence();
        only.tellInto(evidence);
        return evidence;
    }

    private void judge(Judgement judgement, @Nullable String device, Evidence evidence, Consumer<Verdict> out) {
        tell(judgement.verdict(device, now.time(), evidence), out);
    }

    private void tell(Verdict verdict, Consumer<Verdict> out) {
        if (!told.knows(verdict, now)) {
            out.accept(verdict);
        }
    }

    private @Nullable String name(ScsiCase scsi) {
        String disk = scsi.disk != null ? scsi.disk : devices.diskAt(scsi.address);
        return disk != null ? disk : scsi.address;
    }

    private <T extends OpenCase> T opened(T opened, Consumer<Verdict> out) {
        OpenCase givesWay = open.add(opened);
        if (givesWay != null) {
            judge(givesWay, out);
        }
        return opened;
    }

    private void judgeOver(Consumer<Verdict> out) {
        lastLook = now;
        judgeIf(each -> each.isOver(now), out);
    }

    private void judgeIf(Predicate<OpenCase> ended, Consumer<Verdict> out) {
        // The SCSI cases first: each takes its ATA report with it.
        judgeEach(each -> each instanceof ScsiCase && ended.test(each), out);
        judgeEach(ended, out);
    }

    private void judgeEach(Predicate<OpenCase> ended, Consumer<Verdict> out) {
        OpenCase next = open.takeOldest(ended);
        while (next != null) {
            judge(next, out);
            next = open.takeOldest(ended);
        }
    }
}
