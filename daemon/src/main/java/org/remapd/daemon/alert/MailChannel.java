package org.remapd.daemon.alert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Mail, by the sendmail that every mail system brings. */
record MailChannel(String sendmail, List<String> addresses) implements Channel {

    static final String SENDMAIL = "/usr/sbin/sendmail";

    @Override
    public String name() {
        return "mail to " + String.join(", ", addresses);
    }

    @Override
    public void tell(WrittenNotice notice, NoticeText text) throws NotToldException {
        List<String> command = new ArrayList<>(List.of(sendmail, "-oi", "--"));
        command.addAll(addresses);
        HookChannel.run(command, Map.of(), message(text));
    }

    /** See RFC 5322; RFC 3834 for what keeps answering machines from answering. */
    private String message(NoticeText text) {
        return "To: " + String.join(", ", addresses) + "\n"
                + "Subject: " + header(text.subject()) + "\n"
                + "Auto-Submitted: auto-generated\n"
                + "MIME-Version: 1.0\n"
                + "Content-Type: text/plain; charset=utf-8\n"
                + "Content-Transfer-Encoding: 8bit\n"
                + "\n"
                + text.body();
    }

    /** Of one line; RFC 2047 for what is not ASCII. */
    private static String header(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text)
                ? text
                : "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
