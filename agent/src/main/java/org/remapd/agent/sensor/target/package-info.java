/** The {@code remap} target as a sensor: it holds I/O that failed, and raises an event. */
@NullMarked
package org.remapd.agent.sensor.target;

import org.jspecify.annotations.NullMarked;
