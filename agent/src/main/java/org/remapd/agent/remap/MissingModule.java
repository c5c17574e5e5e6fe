package org.remapd.agent.remap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why the kernel does not know the target, and what to do about it. Reads only. */
final class MissingModule {

    private static final String MODULE = "dm_remap";
    private static final Pattern LOCKED = Pattern.compile("\\[(integrity|confidentiality)]");

    private final Path root;

    /** @param root of the machine's files */
    MissingModule(Path root) {
        this.root = root;
    }

    /** Nothing if the module is loaded. */
    Optional<String> reason() {
        if (Files.isDirectory(root.resolve("sys/module/" + MODULE))) {
            return Optional.empty();
        }
        String release = text("proc/sys/kernel/osrelease").orElse("that runs");
        return Optional.of("the kernel " + release + " has not loaded the module " + MODULE + ": " + why(release));
    }

    private String why(String release) {
        if (text("proc/sys/kernel/modules_disabled").equals(Optional.of("1"))) {
            return "loading modules is switched off until the next boot (sysctl kernel.modules_disabled)";
        }
        Path modules = root.resolve("lib/modules").resolve(release);
        // The daemon's unit hides that directory from it; then nobody knows.
        Optional<String> index = text("lib/modules/" + release + "/modules.dep");
        if (index.isPresent() ? !index.get().contains("/" + MODULE + ".ko") : Files.notExists(modules)) {
            return "it is not there for this kernel; " + install(release);
        }
        if (onlySigned()) {
            return (index.isPresent() ? "" : "if it is there (dkms status), ")
                    + "Secure Boot lets only modules with an enrolled key in; mokutil --import /var/lib/dkms/mok.pub,"
                    + " then boot and confirm the key" + (index.isPresent() ? "" : "; if not, " + install(release));
        }
        return index.isPresent()
                ? "modprobe " + MODULE + " says why"
                : "if modprobe " + MODULE + " does not find it, " + install(release);
    }

    private static String install(String release) {
        return "install dm-remap-dkms and linux-headers-" + release + ", and if both are, dkms autoinstall -k "
                + release + " says why it does not build";
    }

    private boolean onlySigned() {
        return text("sys/module/module/parameters/sig_enforce").equals(Optional.of("Y"))
                || text("sys/kernel/security/lockdown")
                        .filter(LOCKED.asPredicate())
                        .isPresent()
                || secureBoot();
    }

    /** Four bytes of attributes, then 1 if it is on. */
    private boolean secureBoot() {
        try {
            byte[] variable = Files.readAllBytes(
                    root.resolve("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"));
            return variable.length == 5 && variable[4] == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> text(String path) {
        try {
            return Optional.of(Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1)
                    .strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
