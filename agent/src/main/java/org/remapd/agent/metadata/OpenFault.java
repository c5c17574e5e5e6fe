package org.remapd.agent.metadata;

import java.time.Instant;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/**
 * A fault that is not healed, so that the next start, here or on another machine, knows of it.
 *
 * @param unit  by its first sector
 * @param lost  sectors that no attempt could read; empty if something else was in the way
 * @param hints how many hints named it
 * @param since when the first one came, to the second
 * @param cause the first hint, for people; the end of a long one is cut off
 */
public record OpenFault(MappedSector unit, LostSectors lost, int hints, Instant since, String cause) {}
