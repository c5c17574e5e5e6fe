/** Where alerts go: the journal. */
@NullMarked
package org.remapd.daemon.alert;

import org.jspecify.annotations.NullMarked;
