package org.remapd.agent.sensor.kernellog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A piece of a log and the verdicts expected of it; samples.txt says how they are written. */
record Sample(String title, List<String> expected, List<String> lines) {

    /** Those found in the field, and those made up after the kernel's sources. */
    static List<Sample> all() {
        List<Sample> all = in("samples.txt");
        all.addAll(in("variants.txt"));
        return all;
    }

    private static List<Sample> in(String file) {
        List<Sample> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Sample.class.getResourceAsStream(file)), StandardCharsets.ISO_8859_1))) {
            for (String line; (line = in.readLine()) != null; ) {
                if (line.startsWith("## ")) {
                    all.add(new Sample(line.substring(3), new ArrayList<>(), new ArrayList<>()));
                } else if (line.startsWith("> ")) {
                    all.get(all.size() - 1).expected.add(line.substring(2));
                } else if (line.startsWith("| ")) {
                    all.get(all.size() - 1).lines.add(line.substring(2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    @Override
    public String toString() {
        return title;
    }
}
