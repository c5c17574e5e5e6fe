package org.remapd.lab;

/** On Debian 12's own kernel. */
@InGuest(seconds = 4500, processors = 2)
@Disk(type = "scsi", size = "1G")
class KernelTargetIT extends KernelContract {

    KernelTargetIT() {
        super("6.1");
    }
}
