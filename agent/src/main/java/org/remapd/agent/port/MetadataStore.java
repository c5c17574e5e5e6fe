package org.remapd.agent.port;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;

/** Where the metadata of one device is kept. One writer, one thread, but for {@link #view}. */
public interface MetadataStore {

    /** How changes were recorded. */
    sealed interface Recorded {

        /**
         * They are durable in every copy.
         *
         * @param faultsWithoutRoom open faults that are not, since there are more than the metadata holds
         */
        record Durable(int faultsWithoutRoom) implements Recorded {}

        /**
         * They must not be acted on. From now on nothing is recorded any more: {@link #readOnly} says why.
         *
         * @param inDoubt whether some of it may be on the disk all the same, and be found at the next start: {@link #settle}
         */
        record Failed(IoResult.Failed why, boolean inDoubt) implements Recorded {}
    }

    /** What is recorded. For the writer's thread only. */
    Metadata current();

    /** Asks something of what is recorded, from any thread; the answer must not refer to it any more. */
    <T> T view(Function<Metadata, T> question);

    /** Copies that are whole and current, and how many there should be. */
    Copies copies();

    /** See {@link #copies}. */
    record Copies(int whole, int all) {}

    /** Why nothing can be recorded any more; empty as long as it can. */
    Optional<String> readOnly();

    /** Makes changes durable in every copy, all together at the cost of one. */
    Recorded save(List<Change> changes);

    /**
     * Takes back what a save that failed may have left on the disk, if that could not be done at once. To be called until a disk that
     * did not answer does so again; costs nothing if nothing is in doubt.
     */
    void settle();

    /**
     * Gives the device more disks, copies or spares. The superblock that knows of them comes last.
     *
     * @param larger what it is to be: of everything at least what there is, in the same order
     * @param more   the disks that join
     */
    Recorded grow(Geometry larger, List<BlockDevice> more);

    /**
     * Brings damaged copies back to what the others say.
     *
     * @return what was mended, for people; empty if nothing was wrong
     */
    List<String> repair();
}
