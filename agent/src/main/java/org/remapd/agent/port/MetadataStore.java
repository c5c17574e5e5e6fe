package org.remapd.agent.port;

import org.remapd.agent.fault.IoResult;
import org.remapd.agent.metadata.Metadata;

/** Where the metadata of one device is kept. One writer, one thread. */
public interface MetadataStore {

    /** How a state was recorded. */
    sealed interface Recorded {

        /**
         * It is durable.
         *
         * @param copies copies that took it; fewer than all is worth an alert
         */
        record Durable(int copies) implements Recorded {}

        /** No copy took it: it must not be acted on. */
        record Failed(IoResult.Failed why) implements Recorded {}
    }

    /** The state that was loaded or recorded last. */
    Metadata current();

    /** Copies that hold {@link #current()}. */
    int copiesCurrent();

    /**
     * Makes {@code next} durable in every copy that takes it, and the current state if at least one did. It is recorded under
     * the sequence number that is the store's next, whatever its own.
     */
    Recorded save(Metadata next);
}
