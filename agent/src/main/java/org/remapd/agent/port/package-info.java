/**
 * What the story needs of the world, as interfaces: a block device, the {@code remap} target, the metadata, the kernel's
 * log, SMART, the clock. Expected errors are values.
 */
@NullMarked
package org.remapd.agent.port;

import org.jspecify.annotations.NullMarked;
