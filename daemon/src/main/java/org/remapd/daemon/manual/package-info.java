/** What is written of the program for those who ask man(1) or their shell: made of what it says of itself, so that it is true. */
@NullMarked
package org.remapd.daemon.manual;

import org.jspecify.annotations.NullMarked;
