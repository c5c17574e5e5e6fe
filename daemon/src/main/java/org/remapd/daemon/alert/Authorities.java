package org.remapd.daemon.alert;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose word is taken for who a server is: that of the system's authorities, which the administrator adds to and takes from
 * (update-ca-certificates(8)). Java brings some of its own, as they were when the package was made: where the system has none.
 */
record Authorities(Path bundle) {

    /** Of Debian's package ca-certificates. */
    static final Authorities SYSTEM = new Authorities(Path.of("/etc/ssl/certs/ca-certificates.crt"));

    /** For connections that are begun from here on. */
    SSLContext context() throws IOException, GeneralSecurityException {
        if (!Files.exists(bundle)) {
            return SSLContext.getDefault();
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore certificates() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle))) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                X509Certificate authority = (X509Certificate) one;
                all.setCertificateEntry(
                        authority.getIssuerX500Principal().getName() + " " + authority.getSerialNumber(), authority);
            }
        }
        return all;
    }
}
