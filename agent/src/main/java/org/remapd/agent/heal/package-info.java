/**
 * From a confirmed bad sector to its end, one step at a time. Pure: the planner is told what came of each step and names
 * the next; who carries it out is elsewhere.
 */
@NullMarked
package org.remapd.agent.heal;

import org.jspecify.annotations.NullMarked;
