/** What is told over HTTP to who looks on: metrics. It asks the daemon as the command line does, and can change nothing. */
@NullMarked
package org.remapd.daemon.web;

import org.jspecify.annotations.NullMarked;
