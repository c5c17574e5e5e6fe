package org.remapd.daemon.web;

import org.remapd.daemon.control.StatusReport;

/**
 * How a device is, for one who sees colours and one who does not.
 *
 * @param style {@code good}, {@code bad} or {@code gone}
 */
record Health(String style, String sign, String words) {

    static Health of(StatusReport.Device device) {
        if (!device.state().equals("watched")) {
            return new Health("gone", "✗", device.state());
        }
        return device.attention() ? new Health("bad", "▲", "needs attention") : new Health("good", "✓", "ok");
    }
}
