package org.remapd.agent.fault;

/** Somebody's word that something is wrong with sectors of a disk. Never believed, only probed. */
public sealed interface Observation {

    SectorRange where();

    /** What is kept as the fault's cause, for people: one line. */
    String cause();

    /** The scrub could not read it. */
    record ScrubRead(SectorRange where, IoError error) implements Observation {
        @Override
        public String cause() {
            return "scrub: " + error.name().toLowerCase(java.util.Locale.ROOT) + " error";
        }
    }

    /** The kernel logged an error there. */
    record KernelLogged(SectorRange where, String line) implements Observation {
        @Override
        public String cause() {
            return "kernel log: " + line;
        }
    }

    /** The drive itself lists it, e.g. as pending. */
    record SmartListed(SectorRange where, String log) implements Observation {
        @Override
        public String cause() {
            return "SMART: " + log;
        }
    }

    /** A fault that is still open, or was when the last daemon ended. */
    record StillOpen(SectorRange where, String why) implements Observation {
        @Override
        public String cause() {
            return why;
        }
    }
}
