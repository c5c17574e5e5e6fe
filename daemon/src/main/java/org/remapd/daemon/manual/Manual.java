package org.remapd.daemon.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.remapd.daemon.Version;
import org.remapd.daemon.cli.DeviceNames;
import org.remapd.daemon.cli.Main;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the man pages and what completes command lines; packaging/stage runs it. */
public final class Manual {

    /** Wide enough for any line; whoever shows the page breaks it. */
    private static final int WIDTH = 10_000;

    /** That of zsh reads that of bash. */
    private static final String ZSH = """
            #compdef remapd
            autoload -U +X bashcompinit && bashcompinit
            source /usr/share/bash-completion/completions/remapd
            """;

    /** The devices, for the shell: those that the configuration names. */
    private static final String DEVICES = "$(sed -n -e 's/^ *[[]device[.]\\([A-Za-z0-9_-][A-Za-z0-9_-]*\\).*/\\1/p'"
            + " -e 's/^ *[[]device[.]\"\\([^\"]*\\)\".*/\\1/p' /etc/remapd.conf 2>/dev/null | sort -u)";

    private Manual() {}

    /**
     * {@code Manual ROOT REMAPD-CONF}: into the directories that they have in a system.
     */
    public static void main(String[] arguments) throws IOException {
        Path shared = Path.of(arguments[0], "usr", "share");
        CommandLine remapd = Main.commandLine().setUsageHelpWidth(WIDTH);
        for (CommandLine command : all(remapd)) {
            write(
                    shared.resolve("man/man8/" + CommandPage.name(command.getCommandSpec()) + ".8"),
                    CommandPage.of(command, Version.TEXT));
        }
        write(
                shared.resolve("man/man5/" + ConfigurationPage.NAME + ".5"),
                ConfigurationPage.of(Files.readString(Path.of(arguments[1])), Version.TEXT));
        write(shared.resolve("bash-completion/completions/remapd"), completion(remapd));
        write(shared.resolve("zsh/vendor-completions/_remapd"), ZSH);
    }

    /** It is read, and not run. */
    private static String completion(CommandLine remapd) {
        return AutoComplete.bash("remapd", remapd)
                .replaceFirst("^#!.*\n", "")
                .replace("\"" + DeviceNames.PLACE + "\"", DEVICES);
    }

    /** But for those that nobody is to type. */
    static List<CommandLine> all(CommandLine remapd) {
        List<CommandLine> all = new ArrayList<>();
        if (!remapd.getCommandSpec().usageMessage().hidden()) {
            all.add(remapd);
            remapd.getSubcommands().values().forEach(command -> all.addAll(all(command)));
        }
        return all;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
