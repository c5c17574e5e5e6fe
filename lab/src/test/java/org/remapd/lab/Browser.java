package org.remapd.lab;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, told what to do by the Chrome DevTools Protocol. For one thread. */
final class Browser implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");

    private final Process chromium;
    private final WebSocket page;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Semaphore loaded = new Semaphore(0);

    /**
     * Starts one.
     *
     * @param directory for what it keeps
     */
    Browser(Path directory) throws IOException, InterruptedException {
        ProcessBuilder start = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + directory,
                        "about:blank")
                .redirectErrorStream(true);
        // What it leaves elsewhere would stay there.
        start.environment().put("TMPDIR", directory.toString());
        chromium = start.start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            page = client.newWebSocketBuilder()
                    .buildAsync(URI.create(socket(client, listening())), new Frames())
                    .join();
            for (String part : List.of("Page", "Log", "Runtime", "Network")) {
                ask(part + ".enable", new JsonObject());
            }
            // What has the focus is drawn so only on a page that people look at.
            ask("Emulation.setFocusEmulationEnabled", json("{\"enabled\": true}"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            end();
            throw e;
        }
    }

    /** Where it listens; what it says afterwards goes to nobody, and may not fill the pipe. */
    private String listening() throws IOException {
        BufferedReader said = chromium.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher address = LISTENING.matcher(line);
            if (address.find()) {
                Thread rest = new Thread(() -> said.lines().forEach(unheard -> {}), "chromium's log");
                rest.setDaemon(true);
                rest.start();
                return address.group(1);
            }
        }
        throw new IOException("chromium has ended");
    }

    /** Of its page, which may not be there at once. */
    private static String socket(HttpClient client, String address) throws IOException, InterruptedException {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                .build();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < until) {
            String targets =
                    client.send(list, HttpResponse.BodyHandlers.ofString()).body();
            Optional<String> socket = JsonParser.parseString(targets).getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .filter(target -> target.get("type").getAsString().equals("page"))
                    .map(target -> target.get("webSocketDebuggerUrl").getAsString())
                    .findFirst();
            if (socket.isPresent()) {
                return socket.get();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("chromium has no page");
    }

    private final class Frames implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void heard(JsonObject message) {
        if (message.has("id")) {
            CompletableFuture<JsonObject> asker = asked.remove(message.get("id").getAsInt());
            if (asker != null) {
                asker.complete(message);
            }
            return;
        }
        JsonObject parameters = message.getAsJsonObject("params");
        switch (message.get("method").getAsString()) {
            case "Page.loadEventFired" -> loaded.release();
            case "Log.entryAdded" -> complaints.add(parameters.get("entry").toString());
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled" -> complaints.add(parameters.toString());
            default -> {
                // Of no interest here.
            }
        }
    }

    private JsonObject ask(String method, JsonObject parameters) {
        int id = number.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", parameters);
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        page.sendText(message.toString(), true).join();
        try {
            JsonObject said = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (said.has("error")) {
                throw new AssertionError(method + ": " + said);
            }
            return said.getAsJsonObject("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method, e);
        }
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    /** Goes there, and returns when all of it is there. */
    void open(String address) {
        loaded.drainPermits();
        JsonObject where = new JsonObject();
        where.addProperty("url", address);
        ask("Page.navigate", where);
        awaitLoaded();
    }

    /** Until it has gone somewhere; to be said before what sends it there. */
    void expectToGo() {
        loaded.drainPermits();
    }

    void awaitLoaded() {
        try {
            if (!loaded.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing was loaded");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The value of an expression in JavaScript, as text. */
    String evaluate(String expression) {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("expression", "(async () => String(await " + expression.strip() + "))()");
        parameters.addProperty("awaitPromise", true);
        JsonObject result = ask("Runtime.evaluate", parameters);
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result);
        }
        return result.getAsJsonObject("result").get("value").getAsString();
    }

    void pressTab() {
        press("rawKeyDown", "\"key\": \"Tab\", \"code\": \"Tab\", \"windowsVirtualKeyCode\": 9", "");
    }

    void pressEnter() {
        press(
                "keyDown",
                "\"key\": \"Enter\", \"code\": \"Enter\", \"windowsVirtualKeyCode\": 13",
                ", \"text\": \"\\r\"");
    }

    private void press(String down, String key, String text) {
        ask("Input.dispatchKeyEvent", json("{\"type\": \"" + down + "\", " + key + text + "}"));
        ask("Input.dispatchKeyEvent", json("{\"type\": \"keyUp\", " + key + "}"));
    }

    /** @param scheme {@code light} or {@code dark} */
    void prefer(String scheme) {
        ask(
                "Emulation.setEmulatedMedia",
                json("{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" + scheme + "\"}]}"));
    }

    void makeAsWideAs(int pixels) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                json("{\"width\": " + pixels + ", \"height\": 900, \"deviceScaleFactor\": 1, \"mobile\": false}"));
    }

    /** Whether nobody can be reached, or all again. */
    void cutOff(boolean all) {
        ask(
                "Network.emulateNetworkConditions",
                json("{\"offline\": " + all
                        + ", \"latency\": 0, \"downloadThroughput\": -1, \"uploadThroughput\": -1}"));
    }

    /** What it has had to say of the pages so far: scripts that fail, files that are not there, what the page's policy forbids. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until nobody writes to its directory any more. */
    private void end() throws InterruptedException {
        List<ProcessHandle> all = chromium.descendants().toList();
        chromium.destroy();
        chromium.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
