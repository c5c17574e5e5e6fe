/** How reports are put into words, on the command line and on the page. Pure. */
@NullMarked
package org.remapd.daemon.words;

import org.jspecify.annotations.NullMarked;
