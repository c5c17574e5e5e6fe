package org.remapd.daemon.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A sector of a device, as it is typed. */
final class SectorNumber implements ITypeConverter<Long> {

    @Override
    public Long convert(String typed) {
        if (!typed.matches("[0-9]{1,18}")) {
            throw new TypeConversionException("expected the number of a sector, not " + typed);
        }
        return Long.valueOf(typed);
    }
}
