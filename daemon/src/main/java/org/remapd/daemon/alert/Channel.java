package org.remapd.daemon.alert;

import java.util.ArrayList;
import java.util.List;
import org.remapd.daemon.config.AlertSettings;

/** A way to tell somebody. */
interface Channel {

    /** As an error names it. */
    String name();

    /**
     * Tells; within bounds.
     *
     * @throws NotToldException if that did not work
     */
    void tell(WrittenNotice notice, NoticeText text) throws NotToldException;

    /** Those that are configured. */
    static List<Channel> of(AlertSettings settings) {
        List<Channel> channels = new ArrayList<>();
        settings.hook().ifPresent(program -> channels.add(new HookChannel(program)));
        if (!settings.mail().isEmpty()) {
            channels.add(new MailChannel(MailChannel.SENDMAIL, settings.mail()));
        }
        settings.webhook().ifPresent(file -> channels.add(new WebhookChannel(file)));
        return channels;
    }
}
