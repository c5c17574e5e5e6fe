package org.remapd.daemon.web;

import java.nio.charset.StandardCharsets;

/**
 * What a request is answered.
 *
 * @param status of HTTP
 * @param type   of the body
 */
@SuppressWarnings("ArrayRecordComponent") // It goes to the wire and is compared with nothing.
record Answer(int status, String type, byte[] body) {

    static final int OK = 200;
    static final int NOT_FOUND = 404;
    static final int NOT_ALLOWED = 405;
    static final int MISDIRECTED = 421;
    static final int UNAVAILABLE = 503;

    static Answer plain(int status, String text) {
        return text(status, "plain", text);
    }

    static Answer page(int status, String text) {
        return text(status, "html", text);
    }

    private static Answer text(int status, String kind, String text) {
        return new Answer(status, "text/" + kind + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
