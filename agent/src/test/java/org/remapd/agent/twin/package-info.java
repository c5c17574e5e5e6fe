/** The ports in memory, with the faults of real disks: what the story is tested over. In test code only. */
@NullMarked
package org.remapd.agent.twin;

import org.jspecify.annotations.NullMarked;
