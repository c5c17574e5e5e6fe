/** The process around the agents: what the systemd unit runs. */
@NullMarked
package org.remapd.daemon;

import org.jspecify.annotations.NullMarked;
