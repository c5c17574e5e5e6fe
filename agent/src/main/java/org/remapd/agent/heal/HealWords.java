package org.remapd.agent.heal;

import java.util.stream.Collectors;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Spare;

/** The steps of a heal, and what came of them, in words for people. */
public final class HealWords {

    private HealWords() {}

    /** What a step does. */
    public static String of(HealStep step) {
        if (step instanceof HealStep.Probe probe) {
            return "probe" + of(probe.source());
        }
        if (step instanceof HealStep.Quiesce quiesce) {
            return "quiesce" + of(quiesce.source());
        }
        if (step instanceof HealStep.Salvage salvage) {
            return "salvage" + of(salvage.source());
        }
        if (step instanceof HealStep.Stage stage) {
            return "stage on " + of(stage.spare());
        }
        if (step instanceof HealStep.Retire retire) {
            return "retire " + of(retire.spare());
        }
        if (step instanceof HealStep.Prepare) {
            return "prepare";
        }
        if (step instanceof HealStep.RecordPreparation record) {
            return "record that it is on its way to " + of(record.spare());
        }
        return afterTheRecord(step);
    }

    private static String afterTheRecord(HealStep step) {
        if (step instanceof HealStep.Rewrite) {
            return "rewrite where it was";
        }
        if (step instanceof HealStep.Commit commit) {
            return "record that it is on " + of(commit.spare()) + without(commit.lost());
        }
        if (step instanceof HealStep.Activate activate) {
            return "activate " + of(activate.spare()) + without(activate.lost());
        }
        if (step instanceof HealStep.Withdraw) {
            return "record that it is on no spare";
        }
        if (step instanceof HealStep.WriteBack back) {
            return "write back from " + of(back.spare());
        }
        if (step instanceof HealStep.Unmap unmap) {
            return "leave " + of(unmap.spare()) + " for where it always was";
        }
        if (step instanceof HealStep.Verify) {
            return "verify through the device";
        }
        return "record that sectors " + list(((HealStep.RecordLoss) step).lost()) + " of the unit are lost";
    }

    private static String of(Source source) {
        return source instanceof Source.Serving serving ? ", on " + of(serving.spare()) : "";
    }

    private static String of(Spare spare) {
        return "spare " + spare;
    }

    private static String without(LostSectors lost) {
        return lost.isEmpty() ? "" : ", without sectors " + list(lost) + " of the unit";
    }

    private static String list(LostSectors lost) {
        return lost.offsets().mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    /** What came of a step that led here. */
    public static String came(HealStep step, HealState to) {
        if (to instanceof HealState.Stuck stuck) {
            return stuck.reason();
        }
        if (to instanceof HealState.Refused refused) {
            return "refused: " + refused.why();
        }
        if (to instanceof HealState.SpareFailed) {
            return "it does not keep what is written to it";
        }
        if (to instanceof HealState.StillBad) {
            return "it did not help";
        }
        if (step instanceof HealStep.Salvage && to instanceof HealState.Salvaged salvaged) {
            return read(salvaged.data());
        }
        return done(step);
    }

    private static String read(UnitData data) {
        LostSectors lost = data.lost();
        String read = (data.sectors() - lost.count()) + " of " + data.sectors() + " sectors read";
        return lost.isEmpty() ? read : read + "; not read: " + list(lost);
    }

    private static String done(HealStep step) {
        if (step instanceof HealStep.Quiesce) {
            return "its I/O waits";
        }
        if (step instanceof HealStep.Stage || step instanceof HealStep.WriteBack) {
            return "written, flushed and read back";
        }
        if (step instanceof HealStep.Prepare) {
            return "if it is cut off from here on, its I/O fails";
        }
        if (step instanceof HealStep.Rewrite) {
            return "it reads";
        }
        if (step instanceof HealStep.Activate || step instanceof HealStep.Unmap) {
            return "its I/O goes there";
        }
        return step instanceof HealStep.Verify ? "it gives what the spare holds" : "durable";
    }
}
