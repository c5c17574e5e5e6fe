package org.remapd.agent.fault;

import java.util.Locale;

/** Somebody's word that something is wrong with sectors of a disk. Never believed, only probed. */
public sealed interface Observation {

    SectorRange where();

    /** What is kept as the fault's cause, for people: one line. */
    String cause();

    /** Whether somebody named this very place. */
    default boolean named() {
        return true;
    }

    /** Whether the kernel says so of any request, our own among them. */
    default boolean isKernels() {
        return false;
    }

    /** The scrub could not read it. */
    record ScrubRead(SectorRange where, IoError error) implements Observation {
        @Override
        public String cause() {
            return "scrub: " + error.name().toLowerCase(Locale.ROOT) + " error";
        }
    }

    /** The kernel logged an error there. */
    record KernelLogged(SectorRange where, String line) implements Observation {
        @Override
        public String cause() {
            return "kernel log: " + line;
        }

        @Override
        public boolean isKernels() {
            return true;
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
        public boolean named() {
            return false;
        }
    }

    /** The drive itself lists it, e.g. as pending. */
    record SmartListed(SectorRange where, String log) implements Observation {
        @Override
        public String cause() {
            return "SMART: " + log;
        }
    }

    /** The scrub read it well, and a fault of it is open. */
    record ReadAgain(SectorRange where) implements Observation {
        @Override
        public String cause() {
            return "scrub: it was read";
        }
    }
}
