package org.remapd.daemon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;

/** packaging/catalog/remapd.catalog: what {@code journalctl -x} explains. */
class CatalogTest {

    private static final Path CATALOG = Path.of("../packaging/catalog/remapd.catalog");
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^-- ([0-9a-f]{32})\\nSubject: .+\\nDefined-By: remapd\\n\\n\\S");
    private static final Pattern FIELD = Pattern.compile("@([^@\\s]*)@");

    @Test
    void eachKindOfAlertIsExplainedOnce() throws IOException {
        List<String> explained = ENTRY.matcher(Files.readString(CATALOG))
                .results()
                .map(entry -> entry.group(1))
                .toList();
        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Alert.Kind.values())
                        .map(Alert.Kind::messageId)
                        .toList());
    }

    @Test
    void itNamesNoFieldThatAlertsDoNotHave() throws IOException {
        List<String> fields = FIELD.matcher(Files.readString(CATALOG))
                .results()
                .map((MatchResult field) -> field.group(1))
                .distinct()
                .filter(field -> !field.equals("FIELD"))
                .toList();
        assertThat(fields)
                .isNotEmpty()
                .isSubsetOf(Alert.DEVICE, Alert.SECTOR, Alert.DISK, Alert.DISK_SECTOR, Alert.LOST_SECTORS);
    }
}
