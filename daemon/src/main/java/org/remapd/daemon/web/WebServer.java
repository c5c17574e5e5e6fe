package org.remapd.daemon.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.remapd.daemon.config.MetricsSettings;

/**
 * Answers HTTP on this machine's own address. Who asks can change nothing. A page of somewhere else that a browser here shows gets nothing
 * either: not by a name that it has made to mean this machine (DNS rebinding), and not by a script.
 */
public final class WebServer implements AutoCloseable {

    private static final int CLIENTS = 16;

    private static final Pattern OWN_NAME =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none';"
                            + " form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store");

    private final HttpServer server;
    /** Who comes when all are taken is sent away: the server then closes the connection. */
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, CLIENTS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), WebServer::thread);

    private final Site site;

    private WebServer(HttpServer server, Site site) {
        this.server = server;
        this.site = site;
    }

    /**
     * Begins to answer.
     *
     * @throws IOException if the address is taken
     */
    public static WebServer open(MetricsSettings settings, Source source) throws IOException {
        return open(
                new InetSocketAddress(
                        settings.listen().address(), settings.listen().port()),
                new Site(source, settings.identify()));
    }

    static WebServer open(InetSocketAddress address, Site site) throws IOException {
        // In seconds; read when the first server of a process is made.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        WebServer server = new WebServer(HttpServer.create(address, CLIENTS), site);
        server.server.createContext("/", server::answer);
        server.server.setExecutor(server.workers);
        server.server.start();
        return server;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "web");
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            HEADERS.forEach(exchange.getResponseHeaders()::set);
            send(exchange, answerTo(exchange));
        }
    }

    private Answer answerTo(HttpExchange exchange) throws IOException {
        String host = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), "");
        if (!OWN_NAME.matcher(host).matches()) {
            return Answer.plain(Answer.MISDIRECTED, "this is not the server of that name; expected localhost\n");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return Answer.plain(Answer.NOT_ALLOWED, "only GET: nothing can be changed here\n");
        }
        return site.get(
                Objects.requireNonNullElse(exchange.getRequestURI().getPath(), ""),
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), ""));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    /** Who is being answered is not waited for: they ask again. */
    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
