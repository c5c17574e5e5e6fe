package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.map.Area;
import org.remapd.agent.map.BadblocksList;
import org.remapd.agent.map.DdrescueMap;

class ListFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Area> areas = new ArrayList<>();

    @Test
    void aListIsReadToItsEndAlsoIfThatHasNoNewline() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "7\n\n8");
        ListFile.read(list, new BadblocksList(512).parser(areas::add));
        assertThat(areas).extracting(Area::firstSector).containsExactly(7L, 8L);
    }

    @Test
    void anErrorNamesTheFileTheLineAndWhatWasExpected() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "# two\n7\nseven\n");
        assertThatThrownBy(() -> ListFile.read(list, new BadblocksList(512).parser(areas::add)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        list + ":3: \"seven\" is not understood; expected the number of a block, or a range as 2400+8");
    }

    @Test
    void soDoesOneThatIsOnlySeenAtTheEnd() {
        assertThatThrownBy(() -> ListFile.read(bytes("#\n#\n"), "rescue.map", new DdrescueMap().parser(areas::add)))
                .hasMessageStartingWith("rescue.map:3: it ends here; expected the status line first");
    }

    @Test
    void whatIsNoTextIsRefusedWithoutBeingHeld() {
        assertThatThrownBy(() -> ListFile.read(
                        bytes("\n" + "x".repeat(200_000)), "disk.img", new DdrescueMap().parser(areas::add)))
                .hasMessage("disk.img:2: more than 131072 characters; expected lines of text");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> ListFile.read(nowhere, new DdrescueMap().parser(areas::add)))
                .isInstanceOf(IOException.class)
                .hasMessage(nowhere + ": there is no such file");
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
