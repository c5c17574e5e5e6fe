/**
 * Tests of the installed program on a real kernel with disks that fail.
 *
 * <p>A test class marked {@link org.remapd.lab.InGuest} has a guest of its own, booted by {@code lab/run} with the disks
 * its {@link org.remapd.lab.Disk} marks ask for; its methods get it as a parameter. A test whose guest must end, or boot
 * again, uses {@link org.remapd.lab.Lab}. Failsafe finds the classes by their names, {@code ...IT}.
 */
@NullMarked
package org.remapd.lab;

import org.jspecify.annotations.NullMarked;
