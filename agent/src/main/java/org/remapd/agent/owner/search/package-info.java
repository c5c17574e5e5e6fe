/**
 * Finds out whose a sector of a remap device is, without changing anything: asks sysfs and the device mapper what is stacked upon
 * it, and then the kernel, or the programs that belong to what lies there. What they answer is taken apart in {@code owner}.
 */
@NullMarked
package org.remapd.agent.owner.search;

import org.jspecify.annotations.NullMarked;
