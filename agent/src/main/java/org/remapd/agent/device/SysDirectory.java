package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory of sysfs, or a link to one (Documentation/filesystems/sysfs.rst). */
final class SysDirectory {

    private SysDirectory() {}

    /** The names in it; none if there is no such directory. */
    static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                all.forEach(each -> names.add(String.valueOf(each.getFileName())));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return names;
    }
}
