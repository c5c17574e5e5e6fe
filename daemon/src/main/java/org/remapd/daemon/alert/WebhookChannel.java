package org.remapd.daemon.alert;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An address on the web that gets the notice as JSON. The address may be a secret: it stands in a file, and in no message. */
record WebhookChannel(Path file) implements Channel {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> SCHEMES = List.of("http", "https");

    @Override
    public String name() {
        return "webhook of " + file;
    }

    @Override
    public void tell(WrittenNotice notice, NoticeText text) throws NotToldException {
        HttpRequest request = HttpRequest.newBuilder(address())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(notice.json()))
                .build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new NotToldException("answered with status " + status, null);
            }
        } catch (IOException e) {
            throw new NotToldException("did not answer: " + e.getClass().getSimpleName(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotToldException("was interrupted", e);
        }
    }

    /** The first line of the file. */
    private URI address() throws NotToldException {
        try {
            URI address = URI.create(
                    Files.readString(file).lines().findFirst().orElse("").strip());
            if (SCHEMES.contains(address.getScheme()) && address.getHost() != null) {
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
