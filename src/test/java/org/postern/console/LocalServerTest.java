package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.crypto.Randomness;

final class LocalServerTest {
    private static final Bearers BEARERS = new Bearers(Randomness.system());
    private static final List<Map<String, String>> ACTED = new ArrayList<>();
    private static LocalServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        var assets = new PageAssets(new Pages(), bytes("script"), bytes("style"), 5);
        server = new LocalServer(assets, BEARERS, fields -> {
            ACTED.add(fields);
            return "locked".equals(fields.get("go")) ? Optional.empty() : Optional.of("<p>done</p>");
        });
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    @BeforeEach
    void forgetActs() {
        ACTED.clear();
    }

    @Test
    void servesThePageUnderStrictHeaders() throws Exception {
        for (var path : List.of("/", "/console.js", "/console.css")) {
            var response = get(path);
            assertEquals(200, response.statusCode(), path);
            assertStrict(response);
        }
        assertTrue(get("/").body().contains("integrity=\"sha256-"));
    }

    @Test
    void refusesUnknownPathsAndMethodsWithTheSameBody() throws Exception {
        for (var path : List.of("/nothing", "/..%2f..%2fetc/passwd", "/session", "/act", "/console/list.jte")) {
            var response = get(path);
            assertEquals(404, response.statusCode(), path);
            assertEquals("refused\n", response.body());
            assertStrict(response);
        }
    }

    @Test
    void aLaunchSecretIsGoodForOneBearer() throws Exception {
        var launch = BEARERS.launch();
        var first = post("/session", "{\"launch\":\"" + launch + "\"}", "");
        assertEquals(200, first.statusCode());
        assertEquals(43, first.body().length());
        assertTrue(first.headers().firstValue("set-cookie").isEmpty());
        assertEquals(
                401, post("/session", "{\"launch\":\"" + launch + "\"}", "").statusCode());
        assertEquals(200, post("/act", "{\"go\":\"list\"}", first.body()).statusCode());
        assertEquals(List.of(Map.of("go", "list")), ACTED);
    }

    @Test
    void refusesCallsWithoutTheBearer() throws Exception {
        var launch = BEARERS.launch();
        for (var bearer : List.of("", "x", launch, "A".repeat(43))) {
            assertEquals(401, post("/act", "{\"go\":\"list\"}", bearer).statusCode());
        }
        assertEquals(401, post("/session", "{\"launch\":\"\"}", "").statusCode());
        assertEquals(401, post("/session", "{}", "").statusCode());
        assertTrue(ACTED.isEmpty());
    }

    @Test
    void aLockedConsoleAnswersLikeAnUnknownBearer() throws Exception {
        var response = post("/act", "{\"go\":\"locked\"}", bearer());
        assertEquals(401, response.statusCode());
        assertEquals("refused\n", response.body());
    }

    @Test
    void refusesWhatAFormOfAnotherSiteCouldSend() throws Exception {
        var bearer = bearer();
        var uri = URI.create(server.origin() + "/act");
        var body = "{\"go\":\"list\"}";
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertEquals(
                    403,
                    send(call(uri, body, bearer, server.origin(), "same-origin", type))
                            .statusCode());
        }
        for (var origin : List.of("null", "http://attacker.example", "http://localhost:1")) {
            assertEquals(
                    403,
                    send(call(uri, body, bearer, origin, "same-origin", "application/json"))
                            .statusCode());
        }
        for (var site : List.of("cross-site", "same-site", "none")) {
            assertEquals(
                    403,
                    send(call(uri, body, bearer, server.origin(), site, "application/json"))
                            .statusCode());
        }
        assertTrue(ACTED.isEmpty());
    }

    @Test
    void refusesWhatIsNotAnObjectOfTexts() throws Exception {
        var bearer = bearer();
        for (var body : List.of("", "null", "[]", "{\"go\":{}}", "{\"go\":[1]}", "{", "text")) {
            assertEquals(403, post("/act", body, bearer).statusCode(), body);
        }
        assertTrue(ACTED.isEmpty());
    }

    /// Only announced: the server answers at once and closes, so a client still writing might not read the answer.
    @Test
    void refusesAHugeBodyInTheSameForm() throws Exception {
        var named = URI.create(server.origin()).getAuthority();
        var answer = raw(
                URI.create(server.origin()).getPort(),
                "POST /act HTTP/1.1\r\nHost: " + named + "\r\nOrigin: " + server.origin()
                        + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + bearer() + "\r\nContent-Length: 70011\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertTrue(answer.endsWith("\r\n\r\nrefused\n"), answer);
        var head = answer.toLowerCase(Locale.ROOT);
        assertTrue(head.contains("\r\ncontent-security-policy: default-src 'none'"), answer);
        assertTrue(head.contains("\r\ncache-control: no-store\r\n"), answer);
        assertTrue(head.contains("\r\nx-frame-options: deny\r\n"), answer);
        assertFalse(head.contains("\r\nserver:"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "attacker.example:PORT",
                "127.attacker.example:PORT",
                "localhost:PORT",
                "localhost.:PORT",
                "[::1]:PORT",
                "0.0.0.0:PORT",
                "127.1:PORT",
                "2130706433:PORT",
                "127.0.0.1.:PORT",
                "127.0.0.1"
            })
    void refusesEveryOtherHostOnTheWire(String host) throws Exception {
        var port = URI.create(server.origin()).getPort();
        var named = host.replace("PORT", Integer.toString(port));
        var page = raw(port, "GET / HTTP/1.1\r\nHost: " + named + "\r\nConnection: close\r\n\r\n");
        assertTrue(page.startsWith("HTTP/1.1 403"), page);
        assertFalse(page.contains("<html"));
        var launch = BEARERS.launch();
        var body = "{\"launch\":\"" + launch + "\"}";
        var call = raw(
                port,
                "POST /session HTTP/1.1\r\nHost: " + named + "\r\nOrigin: http://" + named
                        + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        assertTrue(call.startsWith("HTTP/1.1 403"), call);
        assertTrue(BEARERS.exchange(launch).isPresent(), "the refused call must not have used up the launch secret");
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        var port = URI.create(server.origin()).getPort();
        var others = java.net.NetworkInterface.networkInterfaces()
                .flatMap(java.net.NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .collect(Collectors.toList());
        for (var address : others) {
            assertFalse(connects(address, port), "reachable beyond loopback");
        }
        assertTrue(connects(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean connects(InetAddress address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new java.net.InetSocketAddress(address, port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertStrict(HttpResponse<String> response) {
        var csp = response.headers().firstValue("content-security-policy").orElse("");
        assertTrue(csp.contains("default-src 'none'"), csp);
        assertTrue(csp.contains("trusted-types console"), csp);
        assertFalse(csp.contains("unsafe"), csp);
        assertEquals("no-store", response.headers().firstValue("cache-control").orElse(""));
        assertEquals("DENY", response.headers().firstValue("x-frame-options").orElse(""));
        assertTrue(response.headers().firstValue("access-control-allow-origin").isEmpty());
        assertTrue(response.headers().firstValue("server").isEmpty());
    }

    private static String bearer() {
        return BEARERS.exchange(BEARERS.launch()).orElseThrow();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.origin() + path)).build());
    }

    private static HttpResponse<String> post(String path, String body, String bearer) throws Exception {
        var uri = URI.create(server.origin() + path);
        return send(call(uri, body, bearer, server.origin(), "same-origin", "application/json"));
    }

    private static HttpRequest call(URI uri, String body, String bearer, String origin, String site, String type) {
        return HttpRequest.newBuilder(uri)
                .header("Origin", origin)
                .header("Sec-Fetch-Site", site)
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + bearer)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    private static String raw(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes(request));
            // The server keeps the connection open, so read no further than the end of the small body.
            var answer = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
                if (answer.toString().endsWith("refused\n") || answer.toString().endsWith("</html>\n")) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
