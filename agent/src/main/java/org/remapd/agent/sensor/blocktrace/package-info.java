/**
 * The block layer as a witness of bad sectors: its tracepoint {@code block:block_rq_error}, since Linux 5.18.
 *
 * <p>It is passed where the kernel would print an error of a request (block/blk-mq.c, {@code blk_update_request}), and is not
 * subject to the limit of what it prints; it says how long the request was, and the class of the error as an errno.
 *
 * <p>{@link org.remapd.agent.sensor.blocktrace.TraceLine}, pure, takes a line apart;
 * {@link org.remapd.agent.sensor.blocktrace.TraceReader} follows them;
 * {@link org.remapd.agent.sensor.blocktrace.TraceInstance} is where the kernel writes them for us alone.
 */
@NullMarked
package org.remapd.agent.sensor.blocktrace;

import org.jspecify.annotations.NullMarked;
