package org.remapd.lab;

import org.junit.jupiter.api.Order;

/** On Debian 12's own kernel. It takes longest, so it begins first, and nothing has to wait for it alone. */
@Order(1)
@InGuest(seconds = 4500, processors = 2)
@Disk(type = "scsi", size = "1G")
class KernelTargetIT extends KernelContract {

    KernelTargetIT() {
        super("6.1");
    }
}
