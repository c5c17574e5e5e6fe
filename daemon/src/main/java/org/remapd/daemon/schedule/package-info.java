/** When scrubs begin: schedules as values, and the clockwork (Quartz) that starts scrubs by them. */
@NullMarked
package org.remapd.daemon.schedule;

import org.jspecify.annotations.NullMarked;
