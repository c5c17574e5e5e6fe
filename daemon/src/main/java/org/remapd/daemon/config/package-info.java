/**
 * What the administrator asks for: {@code /etc/remapd.conf} as records, checked as a whole before any of it counts.
 *
 * <p>{@link org.remapd.daemon.config.ConfigurationFile} reads a file; what it gives back is either valid throughout or
 * a list of everything that is wrong, with places. Each record of settings
 * names its own keys, ranges and defaults, and nothing else does.
 */
@NullMarked
package org.remapd.daemon.config;

import org.jspecify.annotations.NullMarked;
