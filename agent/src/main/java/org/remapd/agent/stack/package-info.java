/**
 * How the kernel stacks block devices: a partition on a disk, a logical volume on that, encryption on it. Which sector of
 * one is which of another, down to the disks and up again. Pure: no I/O, no threads, no clock.
 */
@NullMarked
package org.remapd.agent.stack;

import org.jspecify.annotations.NullMarked;
