package org.remapd.lab;

import org.junit.jupiter.api.Tag;

/** On Debian 13's kernel. */
@Tag("long")
@InGuest(seconds = 4500, kernel = "6.12", processors = 2)
@Disk(type = "scsi", size = "1G")
class NewerKernelTargetIT extends KernelContract {

    NewerKernelTargetIT() {
        super("6.12");
    }
}
