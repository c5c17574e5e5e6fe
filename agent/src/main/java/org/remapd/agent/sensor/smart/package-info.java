/**
 * What drives say of themselves, by {@code smartctl --json}.
 *
 * <p>{@link org.remapd.agent.sensor.smart.Smartctl} runs the tool within bounds, and {@link org.remapd.agent.sensor.smart.SmartSensor}
 * knows what to ask it. The rest is pure: {@link org.remapd.agent.sensor.smart.SmartParser} turns what it printed into a
 * {@link org.remapd.agent.sensor.smart.SmartReport}; {@link org.remapd.agent.sensor.smart.SmartTrend} compares two of
 * them, or one with the {@link org.remapd.agent.sensor.smart.SmartLevels} at which an earlier daemon left the drive, for a raised count
 * is a sign, and a high one only history; {@link org.remapd.agent.sensor.smart.DriveStory} says what of it
 * is news. The places named are hints to read, never reasons to remap: a pending sector may have been rewritten since.
 *
 * <p>Sources: smartmontools' source (7.3 and 7.4) and manual pages, ACS-4, SBC-4, NVM Express Base Specification.
 */
@NullMarked
package org.remapd.agent.sensor.smart;

import org.jspecify.annotations.NullMarked;
