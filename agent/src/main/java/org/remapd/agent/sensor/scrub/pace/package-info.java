/**
 * How fast a scrub may read, and why: decided ten times a second from plain samples. It knows no I/O, no threads and no clock.
 *
 * <p>{@link org.remapd.agent.sensor.scrub.pace.Governor} decides. In this order: what makes a scrub stand still ({@link
 * org.remapd.agent.sensor.scrub.pace.Halts}); what others do on the disk ({@link org.remapd.agent.sensor.scrub.pace.Foreground});
 * the time that it may take ({@link org.remapd.agent.sensor.scrub.pace.Plan}); and at last the cap.
 */
@NullMarked
package org.remapd.agent.sensor.scrub.pace;

import org.jspecify.annotations.NullMarked;
