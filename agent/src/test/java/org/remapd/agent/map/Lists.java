package org.remapd.agent.map;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Whole lists at once, to test with. */
final class Lists {

    private Lists() {}

    static List<Area> parse(AreaFormat format, String text) throws MalformedListException {
        List<Area> areas = new ArrayList<>();
        AreaFormat.Parser parser = format.parser(areas::add);
        for (String line : text.split("\n", -1)) {
            parser.line(line);
        }
        parser.end();
        return areas;
    }

    static List<String> print(AreaFormat format, List<Area> areas, String... comments) {
        List<String> lines = new ArrayList<>();
        Consumer<Area> printer = format.printer(List.of(comments), lines::add);
        areas.forEach(printer);
        return lines;
    }
}
