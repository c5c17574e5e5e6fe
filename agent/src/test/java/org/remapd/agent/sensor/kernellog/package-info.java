@NullMarked
package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.NullMarked;
