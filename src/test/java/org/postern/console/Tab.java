package org.postern.console;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser tab without the browser: it exchanges the launch secret and acts like the page's script.
public final class Tab {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Pattern MESSAGE = Pattern.compile("data-message=\"([^\"]+)\"");

    private final String origin;
    private final String bearer;
    private final Set<String> unfolded = new LinkedHashSet<>();

    public Tab(Console console) {
        this(console.address());
    }

    /// @param address as a console gives it, with the launch secret
    public Tab(URI address) {
        origin = "http://" + address.getAuthority();
        bearer = post("/session", Map.of("launch", address.getFragment()), "").body();
    }

    /// The HTML that an act gives.
    public String act(String go, String... namesAndValues) {
        var fields = new HashMap<>(Map.of("go", go));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        // Whoever is behind this tab opens every message of a case that they look at.
        fields.putIfAbsent("unfolded", String.join(" ", unfolded));
        var response = post("/act", fields, bearer);
        if (go.equals("case")) {
            MESSAGE.matcher(response.body()).results().forEach(message -> unfolded.add(message.group(1)));
        }
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
    }

    /// Sends an answer under the case as it stands now.
    public String answer(String thread, String text, String state) {
        return answerUnder(act("case", "id", thread), thread, text, state);
    }

    /// Sends an answer under a case as it stood before.
    public String answerUnder(String page, String thread, String text, String state) {
        var shown = Pattern.compile("name=\"shown\" value=\"(\\d+)\"").matcher(page);
        var sight = Pattern.compile("name=\"sight\" value=\"(\\w+)\"").matcher(page);
        var messages =
                MESSAGE.matcher(page).results().map(message -> message.group(1)).collect(Collectors.joining(" "));
        return shown.find() && sight.find()
                ? act(
                        "answer",
                        "id",
                        thread,
                        "text",
                        text,
                        "state",
                        state,
                        "shown",
                        shown.group(1),
                        "sight",
                        sight.group(1),
                        "unfolded",
                        messages)
                : act("answer", "id", thread, "text", text, "state", state, "shown", "0");
    }

    public String list() {
        return act("list");
    }

    /// The lines under the page's head.
    public String status() {
        return act("status", "touched", "no");
    }

    /// The id of the first button that goes somewhere.
    public static String id(String html, String go) {
        var found =
                Pattern.compile("data-go=\"" + go + "\" data-id=\"([^\"]+)\"").matcher(html);
        return found.find() ? found.group(1) : fail("no button for " + go + " in " + html);
    }

    /// Looks again and again until something is there; three minutes without it are a failure.
    public static <T> T until(Supplier<T> look, Predicate<T> there) {
        var end = Instant.now().plus(PATIENCE);
        var seen = look.get();
        while (!there.test(seen)) {
            if (Instant.now().isAfter(end)) {
                fail("waited in vain; last seen: " + seen);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            seen = look.get();
        }
        return seen;
    }

    private HttpResponse<String> post(String path, Map<String, String> fields, String with) {
        try {
            var request = HttpRequest.newBuilder(URI.create(origin + path))
                    .header("Origin", origin)
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + with)
                    .POST(BodyPublishers.ofByteArray(new ObjectMapper().writeValueAsBytes(fields)))
                    .build();
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
