package org.remapd.lab;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests that nobody should send: of the right form with values that are not, and of no form at all. None that is wholly right changes
 * anything, whoever sends it; so RELOAD is not among them, upon which the socket is made anew. In Base64.
 */
final class Questions {

    private static final List<String> COMMANDS = List.of(
            "STATUS",
            "EXPLAIN",
            "SURFACE",
            "LOOK",
            "SCRUB",
            "PAUSE_SCRUB",
            "RESUME_SCRUB",
            "CANCEL_SCRUB",
            "ASSEMBLE",
            "STOP",
            "FORGET",
            "ADD_SPARES",
            "OPEN_BREAKER",
            "CLOSE_BREAKER",
            "REMAP",
            "UNMAP",
            "ACKNOWLEDGE");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "8",
            "131071",
            "131072",
            "2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "1e999",
            "0.5",
            "null",
            "\"8\"");

    private static final List<String> PLACES = List.of(
            "\"8+8\"",
            "\"-8+8\"",
            "\"9223372036854775807+1\"",
            "\"1+9223372036854775807\"",
            "\"0+0\"",
            "\"8\"",
            "\"+\"",
            "\"\"",
            "null",
            "7",
            "[]");

    private static final List<String> TEXTS =
            List.of("\"\"", "\"../../etc/passwd\"", "\"/dev/zero\"", "\"\\u0000\\u001b[2J\"", "null", "17", "{}");

    private final Random random;
    private final String device;

    Questions(Random random, String device) {
        this.random = random;
        this.device = device;
    }

    String next() {
        byte[] line = request().getBytes(StandardCharsets.UTF_8);
        byte[] question = switch (random.nextInt(8)) {
            case 0 -> cut(line);
            case 1 -> flipped(line);
            case 2 -> nested();
            default -> line;
        };
        return Base64.getEncoder().encodeToString(question);
    }

    private String request() {
        String command = one(COMMANDS);
        // These would do what they say.
        boolean drastic = List.of(
                        "STOP", "FORGET", "SCRUB", "ADD_SPARES", "OPEN_BREAKER", "CLOSE_BREAKER", "REMAP", "UNMAP")
                .contains(command);
        Stream<String> fields = Stream.of(
                field("device", () -> drastic || random.nextBoolean() ? one(TEXTS) : "\"" + device + "\""),
                field("follow", () -> one(List.of("true", "false", "null", "1"))),
                field("range", () -> one(PLACES)),
                field("known", () -> one(List.of("true", "false", "{}"))),
                field("scan", () -> one(List.of("false", "null"))),
                field("sector", () -> one(NUMBERS)),
                field("spares", () -> "{\"disk\":" + one(TEXTS) + ",\"count\":" + one(NUMBERS) + "}"),
                field("listed", () -> "{\"list\":" + one(TEXTS) + ",\"of_disk\":true,\"places\":" + places() + "}"),
                field("nonsense", () -> "[[{\"a\":[1]}]]"));
        return Stream.concat(Stream.of("\"command\":\"" + command + "\""), fields.filter(field -> !field.isEmpty()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String field(String name, Supplier<String> value) {
        return random.nextInt(3) == 0 ? "" : "\"" + name + "\":" + value.get();
    }

    private String places() {
        return switch (random.nextInt(4)) {
            case 0 -> "null";
            case 1 -> "[]";
            default ->
                Stream.generate(() -> one(PLACES))
                        .limit(1 + random.nextInt(20))
                        .collect(Collectors.joining(",", "[", "]"));
        };
    }

    private byte[] cut(byte[] line) {
        return Arrays.copyOf(line, 1 + random.nextInt(line.length));
    }

    private byte[] flipped(byte[] line) {
        for (int n = 0; n <= random.nextInt(8); n++) {
            // Not the first one: an empty line asks nothing.
            line[1 + random.nextInt(line.length - 1)] = (byte) random.nextInt(256);
        }
        return line;
    }

    private byte[] nested() {
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        return ("{\"command\":\"STATUS\",\"nonsense\":" + open.repeat(random.nextInt(2000)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
