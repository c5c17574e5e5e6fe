package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.daemon.alert.Matter;
import org.remapd.daemon.alert.Told;

/** What people were told outlives the daemon. */
class NoticeMemoryTest {

    private static final Told LOST = told("data", 1, false);

    @TempDir
    private Path directory;

    private NoticeFile file = new NoticeFile(Path.of("notices"));
    private final List<Told> now = new ArrayList<>();
    private final List<Told> earlier = new ArrayList<>();

    @BeforeEach
    void inADirectory() {
        file = new NoticeFile(directory.resolve("notices"));
    }

    private static Told told(String device, int times, boolean acknowledged) {
        return new Told(
                new Matter(device, Alert.Kind.DATA_LOST),
                Instant.parse("2026-11-30T09:00:00Z").plusSeconds(times),
                Severity.CRITICAL,
                times,
                times - 1,
                List.of("sector 5 of " + device + " is lost"),
                true,
                acknowledged);
    }

    @Test
    void theNextDaemonKnowsWhatThisOneHasTold() throws IOException {
        now.addAll(List.of(told("home", 3, true), LOST));
        memory().tend();

        memory().tend();

        assertThat(earlier).containsExactlyElementsOf(now);
        assertThat(file.read()).isEqualTo(now);
    }

    @Test
    void isReadAsItIsSpecified() throws IOException {
        Files.writeString(file.file(), """
                {"version":1,"told":[
                {"device":"data","kind":"data-lost","when":"2026-11-30T09:00:01Z","as":"critical","times":1,"reminders":0,\
                "messages":["sector 5 of data is lost"],"lasting":true,"acknowledged":false,"of_a_later_remapd":1},
                {"device":"data","kind":"of-a-later-remapd","when":"2026-11-30T09:00:01Z","as":"critical","times":1,\
                "reminders":0,"messages":[],"lasting":true,"acknowledged":false}]}
                """);
        assertThat(file.read()).containsExactly(LOST);
    }

    @Test
    void aFileOfALaterRemapdIsLeftAsItIs() throws IOException {
        Files.writeString(file.file(), "{\"version\":2}");
        now.add(LOST);
        memory().tend();
        assertThat(file.file()).hasContent("{\"version\":2}");
    }

    @Test
    void withoutADirectoryNothingIsReadOrWrittenUntilThereIsOne() throws IOException {
        file = new NoticeFile(directory.resolve("var/notices"));
        now.add(LOST);
        NoticeMemory memory = memory();
        memory.tend();
        assertThat(file.file()).doesNotExist();
        Files.createDirectory(directory.resolve("var"));
        memory.tend();
        assertThat(file.read()).containsExactly(LOST);
    }

    @Test
    void itIsSmallEnoughToBeReadHoweverMuchThereIs() throws IOException {
        List<Told> many = IntStream.rangeClosed(1, 1000)
                .mapToObj(n -> new Told(
                        new Matter("x".repeat(127) + n, Alert.Kind.DATA_LOST),
                        Instant.ofEpochSecond(n),
                        Severity.CRITICAL,
                        1,
                        0,
                        List.of("\u20ac".repeat(5000), "y".repeat(5000), "z".repeat(5000)),
                        true,
                        false))
                .toList();
        file.write(many);
        assertThat(file.read())
                .hasSize(NoticeFile.MOST)
                .first()
                .extracting(Told::when)
                .isEqualTo(Instant.ofEpochSecond(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"version\":1}",
                "{\"version\":1,\"told\":[null]}",
                "{\"version\":1,\"told\":[{\"device\":\"data\"}]}",
                "{\"version\":1,\"told\":[{\"device\":\"data\",\"kind\":\"data-lost\",\"when\":\"once\",\"as\":\"critical\","
                        + "\"times\":1,\"reminders\":0,\"messages\":[],\"lasting\":true,\"acknowledged\":false}]}",
                "{\"version\":1,\"told\":[{\"device\":\"data\",\"kind\":\"data-lost\",\"when\":\"2026-11-30T09:00:01Z\","
                        + "\"as\":\"critical\",\"times\":0,\"reminders\":0,\"messages\":[],\"lasting\":true,\"acknowledged\":false}]}",
            })
    void whatSaysSomethingElseIsNamed(String text) throws IOException {
        Files.writeString(file.file(), text);
        assertThatExceptionOfType(VersionedFile.CorruptException.class)
                .isThrownBy(file::read)
                .withMessageContaining("expected what people were told");
    }

    private NoticeMemory memory() {
        return new NoticeMemory(file, () -> List.copyOf(now), earlier::addAll);
    }
}
