package org.remapd.daemon.alert;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** An address on the web that gets the notice as JSON. The address may be a secret: it stands in a file, and in no message. */
record WebhookChannel(Path file, Duration patience, Authorities authorities) implements Channel {

    private static final List<String> SCHEMES = List.of("http", "https");
    private static final int LAST_PORT = 65_535;

    WebhookChannel(Path file) {
        this(file, Duration.ofSeconds(30), Authorities.SYSTEM);
    }

    @Override
    public String name() {
        return "webhook of " + file;
    }

    @Override
    public void tell(WrittenNotice notice, NoticeText text) throws NotToldException {
        URI address = address();
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(notice.json()))
                .build();
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(patience);
        if (address.getScheme().equals("https")) {
            client.sslContext(trusted());
        }
        // The request's own timeout ends with the answer's headers: who sends no more would be waited for without end.
        CompletableFuture<HttpResponse<Void>> answer =
                client.build().sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status / 100 != 2) {
                throw new NotToldException("answered with status " + status, null);
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new NotToldException("did not answer within " + patience.toSeconds() + " s", null);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NotToldException("did not answer: " + cause.getClass().getSimpleName() + hint(cause), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotToldException("was interrupted", e);
        }
    }

    private SSLContext trusted() throws NotToldException {
        try {
            return authorities.context();
        } catch (IOException | GeneralSecurityException e) {
            throw new NotToldException(authorities.bundle() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Its own words may hold the address. */
    private String hint(Throwable cause) {
        return cause instanceof SSLException && Files.exists(authorities.bundle())
                ? "; does one of " + authorities.bundle() + " vouch for its certificate (update-ca-certificates)?"
                : "";
    }

    private static boolean isOnTheWeb(URI address) {
        return address.getScheme() != null
                && SCHEMES.contains(address.getScheme())
                && address.getHost() != null
                && address.getPort() <= LAST_PORT;
    }

    /** The first line of the file. */
    private URI address() throws NotToldException {
        try {
            URI address = URI.create(
                    Files.readString(file).lines().findFirst().orElse("").strip());
            if (isOnTheWeb(address)) {
                return address;
            }
        } catch (IOException e) {
            throw new NotToldException(
                    "the file cannot be read: " + e.getClass().getSimpleName(), e);
        } catch (IllegalArgumentException e) {
            throw new NotToldException("expected an address in the first line of the file", null);
        }
        throw new NotToldException("expected an address that begins with https:// in the first line of the file", null);
    }
}
