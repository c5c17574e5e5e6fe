package org.remapd.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A disk of the guest: {@code lab/run --disk}. The Nth is {@code $LAB_DISKN}, counted from 0. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Disk.List.class)
public @interface Disk {

    String type() default "scsi";

    String size() default "1G";

    int logical() default 512;

    /** By default the logical block's. */
    int physical() default 0;

    /** By default {@code lab-disk-N}. */
    String serial() default "";

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface List {
        Disk[] value();
    }
}
