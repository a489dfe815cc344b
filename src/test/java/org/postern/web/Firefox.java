package org.postern.web;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.store.TestPostgres;

/// The system's Firefox, headless in a fresh profile, spoken to in WebDriver BiDi over a WebSocket.
final class Firefox implements AutoCloseable {
    private static final int ANSWER_SECONDS = 180;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String HANDS = """
            const until = async found => { for (let i = 0; i < 900; i++) { const it = found(); if (it) return it; \
            await new Promise(r => setTimeout(r, 100)) } throw new Error('waited too long on ' + document.querySelector('h1')?.textContent) };
            const main = () => document.querySelector('main');
            const sees = heading => until(() => document.querySelector('h1')?.textContent === heading);
            const press = async name => (await until(() => !main().classList.contains('deaf') && [...document.querySelectorAll('button')].find(b => b.textContent === name && !b.hidden))).click();
            const field = name => until(() => { const l = [...document.querySelectorAll('label')].find(l => l.textContent === name); return l && document.getElementById(l.htmlFor) });
            const tick = async name => { const f = await field(name); await until(() => !main().classList.contains('deaf')); f.click() };
            const type = async (name, text) => { const f = await field(name); f.value = text; f.dispatchEvent(new Event('input', { bubbles: true })) };
            """;

    /// Asks for help and keeps the words, which it returns.
    static final String ASK = HANDS + """
            await press('Ask for help'); await press('I have read this'); await tick('Legal advice'); await press('Continue');
            await press('Skip this question'); await type('Tell us what you want us to know', 'From Firefox.'); await press('Continue');
            await tick('Write me an e-mail'); await type('E-mail address', 'nobody@example.org'); await press('Continue'); await press('Continue');
            await tick('The team may read what I wrote, to answer me.'); await tick('The team may contact me in the way I gave.');
            await press('Continue'); await sees('Your nine words');
            const words = [...document.querySelectorAll('.words li')].map(li => li.textContent);
            await tick('I have kept my nine words'); await press('Continue'); await sees('Check that you kept them');
            const label = document.querySelector('label').textContent;
            await type(label, words[Number(label.replace(/\\D/g, '')) - 1]); await press('Lock and send'); await sees('What happens next');
            await press('Finish');
            return words.join(' ');
            """;

    /// Comes back with the words and returns what the screen says.
    static final String RETURN = HANDS + """
            await press('Read an answer'); await type('Type or paste your nine words', 'WORDS'); await press('Read answers');
            await sees('Your answers'); await until(() => main().querySelector('.notice')); return main().textContent;
            """;

    static final String LEFT_BEHIND =
            "return JSON.stringify([localStorage.length, sessionStorage.length, document.cookie,"
                    + " (await indexedDB.databases()).length])";

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final String context;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /// What the page says and shows, to a person whose browser runs no script of the page's.
    static final String READ =
            "return [document.querySelector('h1'), ...document.querySelectorAll('noscript > *, .slow')]"
                    + ".filter(e => e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible')"
                    + ".map(e => e.textContent).join('\\n')";

    /// Starts it as it comes.
    Firefox() throws Exception {
        this("");
    }

    /// Starts it with lines of `user.js`.
    ///
    /// @param settings preferences, each `user_pref("name", value);`
    Firefox(String settings) throws Exception {
        var program = Chromium.firefox();
        profile = Files.createTempDirectory("postern-firefox-");
        Files.writeString(profile.resolve("user.js"), settings);
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-remote",
                        "--profile",
                        profile.toString(),
                        "--remote-debugging-port",
                        "0")
                .redirectErrorStream(true)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address() + "/session"), new Ear())
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        call("session.new", JSON.createObjectNode().set("capabilities", JSON.createObjectNode()));
        var events = JSON.createObjectNode();
        events.putArray("events").add("log.entryAdded");
        call("session.subscribe", events);
        context = call("browsingContext.getTree", JSON.createObjectNode())
                .at("/contexts/0/context")
                .asText();
    }

    private String address() throws IOException {
        var lines = process.inputReader(StandardCharsets.UTF_8);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("WebDriver BiDi listening on ")) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(more -> {}));
                return line.substring("WebDriver BiDi listening on ".length()).strip();
            }
        }
        return fail("Firefox ended before it could be driven");
    }

    /// Loads a page.
    void open(String address) throws Exception {
        var to = JSON.createObjectNode()
                .put("context", context)
                .put("url", address)
                .put("wait", "complete");
        call("browsingContext.navigate", to);
    }

    /// Makes the window as small as a phone and keeps a picture of the whole page.
    void photograph(String name) throws Exception {
        var size = JSON.createObjectNode().put("context", context);
        size.putObject("viewport").put("width", 320).put("height", 640);
        call("browsingContext.setViewport", size);
        var what = JSON.createObjectNode().put("context", context).put("origin", "document");
        var picture =
                call("browsingContext.captureScreenshot", what).path("data").asText();
        Files.createDirectories(Visitor.SCREENSHOTS);
        Files.write(
                Visitor.SCREENSHOTS.resolve(name + "-320.png"),
                Base64.getDecoder().decode(picture));
    }

    /// Runs statements as the body of an asynchronous function and returns the text that they return.
    String run(String statements) throws Exception {
        var what = JSON.createObjectNode()
                .put("functionDeclaration", "async () => {" + statements + "}")
                .put("awaitPromise", true);
        what.putObject("target").put("context", context);
        var answer = call("script.callFunction", what);
        return answer.path("type").asText().equals("success")
                ? answer.at("/result/value").asText()
                : fail(answer.at("/exceptionDetails/text").asText());
    }

    /// {@return what the page's console said as an error or a warning, violations of its policy among it}
    List<String> faults() {
        return List.copyOf(faults);
    }

    private JsonNode call(String method, JsonNode params) throws Exception {
        var id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        var message =
                JSON.createObjectNode().put("id", id).put("method", method).set("params", params);
        socket.sendText(JSON.writeValueAsString(message), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                hear(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void hear(String message) {
            try {
                var heard = (ObjectNode) JSON.readTree(message);
                if (heard.path("method").asText().equals("log.entryAdded")) {
                    var level = heard.at("/params/level").asText();
                    if (level.equals("error") || level.equals("warn")) {
                        faults.add(level + ": " + heard.at("/params/text").asText());
                    }
                } else if (heard.path("type").asText().equals("error")) {
                    waiting.remove(heard.path("id").asInt()).completeExceptionally(new IOException(message));
                } else if (heard.has("id")) {
                    waiting.remove(heard.path("id").asInt()).complete(heard.path("result"));
                }
            } catch (IOException e) {
                faults.add("not understood: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
        TestPostgres.deleteAll(profile);
    }
}
