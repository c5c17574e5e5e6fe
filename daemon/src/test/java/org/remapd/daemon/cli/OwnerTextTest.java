package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.Layer;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.owner.Whose;

/** Whose a sector is, as people and programs read it. */
class OwnerTextTest {

    private static final Layer DEVICE = new Layer("remap device", "/dev/mapper/data", new UpperSector(9000));
    private static final Layer PARTITION = new Layer("partition 1", "/dev/mapper/data-part1", new UpperSector(6952));

    private static Whose whose(Owner owner) {
        return new Whose(
                List.of(DEVICE, PARTITION),
                Optional.of("ext4"),
                Optional.of(FilePath.of("/srv")),
                owner,
                List.of("as it was"));
    }

    private static String text(OwnerReport report) {
        StringWriter text = new StringWriter();
        new OwnerText(new PrintWriter(text, true)).print(9000, report);
        return text.toString();
    }

    private static OwnedFile file(OwnedFile.Part part, String... paths) {
        return OwnedFile.of(
                OwnedFile.Kind.FILE,
                part,
                12,
                List.of(paths).stream().map(FilePath::of).toList());
    }

    @Test
    void aFileIsNamedWithTheWayThere() {
        OwnerReport report = OwnerReport.of(
                whose(new Owner.Files(List.of(file(OwnedFile.Part.CONTENTS, "/srv/two\nlines", "/srv/b\\c")))));
        assertThat(text(report)).isEqualTo("""
                sector 9000 belongs to
                  within   /dev/mapper/data-part1, partition 1, sector 6952
                  holds    ext4, mounted on /srv
                  file     /srv/two\\x0alines (file, inode 12)
                           /srv/b\\\\c
                  note     as it was
                """);
        assertThat(ReportJson.of(report))
                .contains(
                        "\"kind\": \"files\"",
                        "\"what\": null",
                        "\"part\": \"contents\"",
                        "\"/srv/two\\\\x0alines\"",
                        "\"more_paths\": 0",
                        "\"holds\": \"ext4\"",
                        "\"mounted\": \"/srv\"",
                        "\"sector\": 6952");
    }

    @Test
    void whatHasNoNameOrVeryManyIsToldAsThat() {
        assertThat(text(OwnerReport.of(whose(new Owner.Files(List.of(file(OwnedFile.Part.BLOCK_MAP)))))))
                .contains("file     block map of the file without a name (inode 12)");
        String[] many = IntStream.range(0, OwnedFile.MOST_PATHS + 7)
                .mapToObj(number -> "/" + number)
                .toArray(String[]::new);
        assertThat(text(OwnerReport.of(whose(new Owner.Files(List.of(file(OwnedFile.Part.CONTENTS, many)))))))
                .contains("/99\n")
                .contains("and 7 other names")
                .doesNotContain("/100");
    }

    @Test
    void whatATypeOrANoteQuotesDoesNotSpeakToTheTerminal() {
        Whose hostile = new Whose(
                List.of(DEVICE, new Layer("logical volume \u202e", "/dev/mapper/\u001bc", new UpperSector(7))),
                Optional.of("ext4\u009b"),
                Optional.empty(),
                new Owner.Unknown("it says \u001b[31m"),
                List.of("\ud83d\nfile     /etc/shadow"));

        assertThat(text(OwnerReport.of(hostile))).isEqualTo("""
                sector 9000 belongs to
                  within   /dev/mapper/?c, logical volume ?, sector 7
                  holds    ext4?
                  unknown  it says ?[31m
                  note     ? file     /etc/shadow
                """);
    }

    @Test
    void whatIsNoFilesIsSaidInWords() {
        assertThat(text(OwnerReport.of(whose(new Owner.Metadata("the journal")))))
                .contains("  metadata the journal\n");
        assertThat(OwnerReport.of(whose(new Owner.Free("free space"))).kind()).isEqualTo("free");
        assertThat(OwnerReport.of(whose(new Owner.Used("swap space"))).kind()).isEqualTo("used");
        assertThat(OwnerReport.of(whose(new Owner.Unknown("why not"))).what()).isEqualTo("why not");
        assertThat(text(OwnerReport.unknown("it is not assembled"))).isEqualTo("""
                sector 9000 belongs to
                  unknown  it is not assembled
                """);
    }
}
