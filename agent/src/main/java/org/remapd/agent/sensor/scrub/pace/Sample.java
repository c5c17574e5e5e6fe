package org.remapd.agent.sensor.scrub.pace;

import java.time.ZonedDateTime;

/**
 * What a decision is made of.
 *
 * @param nanos that only grow, from an arbitrary start
 * @param local the time by the clock on the wall; it may jump
 */
public record Sample(long nanos, ZonedDateTime local, Load load, Surroundings surroundings) {}
