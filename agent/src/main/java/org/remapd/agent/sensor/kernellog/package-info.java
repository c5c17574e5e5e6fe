/**
 * The kernel log as a witness of bad sectors.
 *
 * <p>Text goes through four steps, each a pure function or a small state machine without I/O, threads or clock:
 * {@link org.remapd.agent.sensor.kernellog.LogFormat} takes off what syslog, the journal, dmesg or {@code /dev/kmsg} put
 * around a message; {@link org.remapd.agent.sensor.kernellog.Clue} is what one message says of an I/O error;
 * {@link org.remapd.agent.sensor.kernellog.Correlator} joins the clues of one error;
 * {@link org.remapd.agent.sensor.kernellog.Verdict} is what it makes of them. Nothing here is believed: a verdict is a
 * place to read, never a reason to remap.
 *
 * <p>{@link org.remapd.agent.sensor.kernellog.KmsgReader} and {@link org.remapd.agent.sensor.kernellog.LogFile} are the
 * thin readers in front.
 */
@NullMarked
package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.NullMarked;
