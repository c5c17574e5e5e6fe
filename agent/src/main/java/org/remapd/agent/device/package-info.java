/** Disks as they are: direct I/O, what they are and where they are, and the metadata on them. */
@NullMarked
package org.remapd.agent.device;

import org.jspecify.annotations.NullMarked;
