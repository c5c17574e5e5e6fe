package org.remapd.agent.sensor.scrub.pace;

import java.util.OptionalInt;

/**
 * How hot a drive is.
 *
 * @param celsius now
 * @param most    the highest temperature its maker recommends for long, if the drive tells
 */
public record Heat(int celsius, OptionalInt most) {}
