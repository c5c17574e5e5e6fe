/**
 * One watched device: sensors, diagnosis, healing, the {@code remap} target and the metadata.
 *
 * <p>{@code fault}, {@code heal}, {@code metadata} are pure and read in the order of one bad sector's story, and so are {@code stack} and
 * {@code map};
 * {@code sensor}, {@code device}, {@code remap}, {@code sys} are the adapters behind the interfaces of {@code port}.
 */
@NullMarked
package org.remapd.agent;

import org.jspecify.annotations.NullMarked;
