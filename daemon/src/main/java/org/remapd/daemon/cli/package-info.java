/** The command line, one file for each command. */
@NullMarked
package org.remapd.daemon.cli;

import org.jspecify.annotations.NullMarked;
