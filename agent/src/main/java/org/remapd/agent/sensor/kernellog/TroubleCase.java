package org.remapd.agent.sensor.kernellog;

/** A controller that does not answer, until an error comes of that. */
final class TroubleCase extends OpenCase {

    final String controller;

    TroubleCase(String controller, Moment first) {
        super(first);
        this.controller = controller;
    }

    @Override
    long patience() {
        return HANDLER_MICROS;
    }
}
