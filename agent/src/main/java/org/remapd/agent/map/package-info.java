/**
 * Lists of the bad places of a device, in the forms in which other programs write and read them. Pure: lines and values; who reads and
 * writes files is elsewhere. Positions are bytes of the device that a list is of, as it is with those programs.
 */
@NullMarked
package org.remapd.agent.map;

import org.jspecify.annotations.NullMarked;
