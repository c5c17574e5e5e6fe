/** The {@code remap} target of the device mapper, driven by messages. */
@NullMarked
package org.remapd.agent.remap;

import org.jspecify.annotations.NullMarked;
