package org.remapd.agent.fault;

import java.util.List;

/**
 * Our own reads of a suspect.
 *
 * @param disk        where: the path of the disk
 * @param where       the suspect's place there
 * @param attempts    how the reads ended, in order; at least one
 * @param deviceAlive whether the disk read some other place in between
 */
public record Probe(String disk, SectorRange where, List<IoResult> attempts, boolean deviceAlive) {

    public Probe {
        attempts = List.copyOf(attempts);
    }

    public Diagnosis verdict() {
        return Diagnosis.of(attempts, deviceAlive);
    }
}
