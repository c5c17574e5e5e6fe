/** The control socket: requests and replies of the command line, one JSON object a line. */
@NullMarked
package org.remapd.daemon.control;

import org.jspecify.annotations.NullMarked;
