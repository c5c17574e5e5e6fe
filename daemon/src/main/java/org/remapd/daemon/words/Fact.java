package org.remapd.daemon.words;

/** Something that is known, and what it is. */
public record Fact(String label, String text) {}
