/**
 * What is known of a place on a disk: hints, suspects, faults and how they end. Pure: no I/O, no threads, no clock.
 */
@NullMarked
package org.remapd.agent.fault;

import org.jspecify.annotations.NullMarked;
