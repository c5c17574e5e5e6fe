package org.remapd.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** The class has a guest, from its first test that asks for a {@link Guest} to its last. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(GuestExtension.class)
public @interface InGuest {

    /** How long the guest may live, boot and all tests. */
    int seconds() default 900;

    /** The series of its kernel, as {@code lab/run --kernel} takes it. */
    String kernel() default "6.1";

    /**
     * As {@code lab/run --processors} takes it. Two guests at a time with one processor each take two thirds of the time of
     * two with two on a machine with two cores; whoever wants things to happen at the same moment asks for two.
     */
    int processors() default 1;

    /** Whether remapd and its module are installed when it boots. */
    boolean installed() default true;
}
