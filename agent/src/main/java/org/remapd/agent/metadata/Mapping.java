package org.remapd.agent.metadata;

import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/**
 * A unit that lives on a spare.
 *
 * @param unit   by its first sector
 * @param poison its sectors that could not be saved, and read as errors until they are overwritten
 */
public record Mapping(MappedSector unit, Spare spare, LostSectors poison) {}
