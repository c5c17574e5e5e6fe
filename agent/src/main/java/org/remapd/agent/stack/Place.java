package org.remapd.agent.stack;

import org.remapd.agent.fault.SectorRange;

/** Sectors of a block device, which the kernel calls {@code device}: {@code sda1}, {@code dm-3}. */
public record Place(String device, SectorRange range) {}
