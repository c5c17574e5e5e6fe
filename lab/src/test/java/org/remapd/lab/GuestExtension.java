package org.remapd.lab;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests of a class their guest, and tells what it had to say when one failed. */
final class GuestExtension implements ParameterResolver, AfterTestExecutionCallback {

    private static final Namespace NAMESPACE = Namespace.create(GuestExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Guest.class;
    }

    @Override
    public Guest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        // Closed with the store of the class that holds it.
        return classStore(context).computeIfAbsent(test, GuestExtension::boot, Guest.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Guest guest = classStore(context).get(context.getRequiredTestClass(), Guest.class);
        if (guest != null && context.getExecutionException().isPresent()) {
            System.err.printf("%n--- the guest of %s%n%s%n", context.getDisplayName(), guest.story());
        }
    }

    private static Store classStore(ExtensionContext context) {
        ExtensionContext holder = context;
        while (holder.getTestMethod().isPresent()) {
            holder = holder.getParent().orElseThrow();
        }
        return holder.getStore(NAMESPACE);
    }

    private static Guest boot(Class<?> test) {
        List<String> arguments = new ArrayList<>();
        for (Disk disk : test.getAnnotationsByType(Disk.class)) {
            arguments.add("--disk");
            arguments.add(spec(disk));
        }
        InGuest wanted = test.getAnnotation(InGuest.class);
        if (wanted == null) {
            throw new IllegalStateException(test + " has no guest: it lacks @InGuest");
        }
        arguments.addAll(List.of("--kernel", wanted.kernel()));
        arguments.addAll(List.of("--processors", Integer.toString(wanted.processors())));
        if (!wanted.installed()) {
            arguments.add("--bare");
        }
        return Guest.boot(wanted.seconds(), arguments);
    }

    private static String spec(Disk disk) {
        StringBuilder spec = new StringBuilder("type=" + disk.type() + ",size=" + disk.size());
        spec.append(",logical=").append(disk.logical());
        if (disk.physical() != 0) {
            spec.append(",physical=").append(disk.physical());
        }
        if (!disk.serial().isEmpty()) {
            spec.append(",serial=").append(disk.serial());
        }
        return spec.toString();
    }
}
