package org.remapd.agent.fault;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Somebody's word that something is wrong with sectors of a disk. Never believed, only probed. */
public sealed interface Observation {

    SectorRange where();

    /** What is kept as the fault's cause, for people: one line. */
    String cause();

    /** Whose word it is. */
    Trust trust();

    /** Whether somebody named this very place. */
    default boolean named() {
        return true;
    }

    /** What of the place is certain: of a request whose length was left out, where it began. */
    default SectorRange certain() {
        return where();
    }

    /** Whether the place is to be looked at; if not, it has just been read, and what follows is done at once. */
    default boolean isSuspicion() {
        return true;
    }

    /** Whether the kernel says so of any request, our own among them. */
    default boolean isKernels() {
        return false;
    }

    /** Whether it is known to be about a write. */
    default boolean write() {
        return false;
    }

    /** What it was read in, verbatim, as far as there is such a thing. */
    default List<String> evidence() {
        return List.of();
    }

    /** The scrub could not read it. */
    record ScrubRead(SectorRange where, IoError error) implements Observation {
        @Override
        public String cause() {
            return "scrub: " + error.name().toLowerCase(Locale.ROOT) + " error";
        }

        @Override
        public Trust trust() {
            return Trust.OWN_READ;
        }
    }

    /** It lies next to {@code bad}, which was found bad; on which side is seen by their places. */
    record Neighbour(SectorRange where, SectorRange bad) implements Observation {

        /** Whether it lies behind, and not in front. */
        public boolean behind() {
            return where.first().compareTo(bad.first()) > 0;
        }

        @Override
        public String cause() {
            return "next to disk " + bad + ", which is bad";
        }

        @Override
        public Trust trust() {
            return Trust.NEIGHBOUR;
        }

        @Override
        public boolean named() {
            return false;
        }
    }

    /**
     * The kernel logged an error there.
     *
     * @param evidence the lines that tell of it, in the log's order; of /dev/kmsg with what that puts in front of the text
     */
    record KernelLogged(SectorRange where, List<String> evidence) implements Observation {

        public KernelLogged {
            evidence = List.copyOf(evidence);
        }

        public KernelLogged(SectorRange where, String line) {
            this(where, List.of(line));
        }

        /** The block layer's line, which comes last, says the most. */
        @Override
        public String cause() {
            String line = evidence.isEmpty() ? "" : evidence.get(evidence.size() - 1);
            return "kernel log: " + line.substring(line.indexOf(';') + 1);
        }

        /** The block layer's line alone does not say how long the request was. */
        private boolean saysHowLong() {
            return evidence.size() > 1;
        }

        @Override
        public SectorRange certain() {
            return saysHowLong() ? where : new SectorRange(where.first(), 1);
        }

        @Override
        public Trust trust() {
            return saysHowLong() ? Trust.KERNEL_LOG_COMMAND : Trust.KERNEL_LOG_SECTOR;
        }

        @Override
        public boolean isKernels() {
            return true;
        }

        /** The block layer's line names the operation so since Linux 5.3 (blk_print_req_error in block/blk-mq.c). */
        @Override
        public boolean write() {
            return evidence.stream().anyMatch(line -> line.contains(":(WRITE)"));
        }
    }

    /** The block layer failed a request there. */
    record BlockFailed(SectorRange where, boolean write, IoError error) implements Observation {
        @Override
        public String cause() {
            return "block layer: " + (write ? "write" : "read") + ", "
                    + error.name().toLowerCase(Locale.ROOT) + " error";
        }

        @Override
        public Trust trust() {
            return Trust.TRACEPOINT;
        }

        @Override
        public boolean isKernels() {
            return true;
        }
    }

    /** Errors went unseen, and those that were seen lately are near. */
    record NearErrors(SectorRange where, String why) implements Observation {
        @Override
        public String cause() {
            return "near other errors: " + why;
        }

        @Override
        public Trust trust() {
            return Trust.NEAR_ERRORS;
        }

        @Override
        public boolean named() {
            return false;
        }
    }

    /** The drive itself lists it, e.g. as pending. */
    record SmartListed(SectorRange where, String log, Trust trust) implements Observation {
        @Override
        public String cause() {
            return "SMART: " + log;
        }
    }

    /**
     * A list of bad places names it, which another program wrote and somebody had read in.
     *
     * @param list what that is called
     */
    record Listed(SectorRange where, String list) implements Observation {
        @Override
        public String cause() {
            return "list: " + list;
        }

        @Override
        public Trust trust() {
            return Trust.LISTED;
        }
    }

    /** The scrub read it, and it took so long, not for the first time, that the drive must have tried again and again. */
    record ReadSlowly(SectorRange where, Duration took) implements Observation {
        @Override
        public String cause() {
            return "scrub: it reads, and takes the drive " + took.toMillis() + " ms";
        }

        @Override
        public boolean isSuspicion() {
            return false;
        }

        @Override
        public Trust trust() {
            return Trust.OWN_READ;
        }
    }

    /** The scrub read it well, and a fault of it is open. */
    record ReadAgain(SectorRange where) implements Observation {
        @Override
        public String cause() {
            return "scrub: it was read";
        }

        @Override
        public boolean isSuspicion() {
            return false;
        }

        @Override
        public Trust trust() {
            return Trust.OWN_READ;
        }
    }
}
