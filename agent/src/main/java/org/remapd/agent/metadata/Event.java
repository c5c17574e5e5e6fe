package org.remapd.agent.metadata;

import java.time.Instant;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/**
 * One line of a device's history: a fault came to this end.
 *
 * @param when  to the second
 * @param unit  by its first sector
 * @param where its first sector on the disk
 * @param lost  sectors that were lost
 * @param cause the first hint, for people; the end of a long one is cut off
 */
public record Event(Instant when, MappedSector unit, DiskSector where, Fate fate, LostSectors lost, String cause) {}
