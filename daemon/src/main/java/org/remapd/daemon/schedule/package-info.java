/**
 * When scrubs begin. From an expression and a zone follow times ({@code ScrubSchedule}), from those and a device its own
 * ({@code Timetable}), from those and what happened what is due next ({@code Agenda}, and of all devices {@code Rota}), and from who
 * is due and who shares a spindle whose turn it is ({@code Line}): values, that know no clock. {@code ScrubScheduler}, {@code
 * Turns} and {@code DeviceQueue} have the clockwork (Quartz), the locks and the threads.
 */
@NullMarked
package org.remapd.daemon.schedule;

import org.jspecify.annotations.NullMarked;
