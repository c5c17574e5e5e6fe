/**
 * The only package that sees JNA: libc, libdevmapper and libsystemd. Errors of the system are {@link ErrnoException};
 * everything here may block as long as the kernel does.
 */
@NullMarked
package org.remapd.agent.sys;

import org.jspecify.annotations.NullMarked;
