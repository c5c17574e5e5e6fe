/** The scrub: reading the whole disk in the background, so that a bad sector is found before somebody needs it. */
@NullMarked
package org.remapd.agent.sensor.scrub;

import org.jspecify.annotations.NullMarked;
