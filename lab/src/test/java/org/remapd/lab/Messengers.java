package org.remapd.lab;

import java.time.Duration;

/**
 * Who is told of alerts in a guest: a program, the mail system that is installed there, and something that takes posts, with a certificate that
 * this machine alone trusts.
 */
final class Messengers {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** The hook leaves what it was told in a file for each kind; what takes posts leaves all of them, however slowly they come, in one. */
    private static final String HIRE = """
            cat >/usr/local/bin/alert <<'END'
            #!/bin/sh
            { env | grep ^REMAPD_; cat; } >/tmp/hook.new && cat /tmp/hook.new >>"/tmp/hook.$REMAPD_KIND"
            END
            cat >/tmp/answer <<'END'
            #!/bin/sh
            cr=$(printf '\\r') length=0
            while IFS= read -r line; do
              case ${line%"$cr"} in
              '') break ;;
              [Cc]ontent-[Ll]ength:*) length=${line##*[!0-9$cr]} ;;
              esac
            done
            head -c "${length%"$cr"}" >>/tmp/posted
            printf 'HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n'
            END
            chmod +x /usr/local/bin/alert /tmp/answer
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=lab -addext subjectAltName=IP:127.0.0.1 \\
              -days 30 -keyout /tmp/key -out /tmp/certificate 2>/dev/null
            cat /tmp/key /tmp/certificate >/tmp/identity
            install -D -m 644 /tmp/certificate /etc/ssl/certs/ca-certificates.crt
            (socat OPENSSL-LISTEN:8443,cert=/tmp/identity,verify=0,bind=127.0.0.1,reuseaddr,fork EXEC:/tmp/answer \\
              </dev/null >/dev/null 2>&1 &)
            (umask 077; echo https://127.0.0.1:8443/secret >/etc/remapd/webhook)
            sed -i 's|^#*hook = .*|hook = "/usr/local/bin/alert"|; s|^#mail = .*|mail = ["root"]|
              s|^#webhook = .*|webhook = "/etc/remapd/webhook"|' /etc/remapd.conf
            systemctl reload remapd""";

    private final Guest guest;

    private Messengers(Guest guest) {
        this.guest = guest;
    }

    /** In a guest with a daemon, which knows of them from here on. */
    static Messengers hired(Guest guest) {
        guest.sh(HIRE);
        return new Messengers(guest);
    }

    /** Waits until each of them is told of a kind of alert of a device. */
    void awaitAll(String device, String kind, String variable) {
        guest.await("the hook is told", "grep -q '^" + variable + "$' /tmp/hook." + kind, LIMIT);
        guest.await(
                "there is mail",
                "grep -q '^Subject: .*" + device + ": " + kind.replace('-', ' ') + "' /var/mail/root",
                LIMIT);
        guest.await("it was posted", "grep -q '\"kind\":\"" + kind + "\"' /tmp/posted", LIMIT);
    }
}
