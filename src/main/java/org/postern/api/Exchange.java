package org.postern.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// One request and its answer over plain `java.net.http`: bounded in time and size, no redirects, no cookies,
/// nothing about this machine in the headers.
final class Exchange {
    /// The tick of a server may be a minute; its answer comes after it.
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);

    /// The longest answers have some megabytes, and may come over Tor.
    private static final Duration WHOLE_ANSWER_WITHIN = Duration.ofMinutes(3);

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);
    /// Taken in, and not done yet; only a publication is answered so.
    private static final int ACCEPTED = 202;

    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(5);

    private static final int PORT_MAX = 65_535;

    private static final int OK_BYTES_MAX = 1 << 20;
    private static final String OK = "ok\n";
    private static final String REFUSED = "refused\n";
    private static final String BYTES = "application/octet-stream";

    private final URI server;
    private final Duration wholeAnswerWithin;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN)
            .build();

    /// Prepares calls to one server; connects at the first one.
    ///
    /// @param server `http` or `https`, host and port, and nothing behind them
    Exchange(URI server) {
        this(server, WHOLE_ANSWER_WITHIN);
    }

    /// Prepares calls with a limit of their own.
    ///
    /// @param server as above
    /// @param wholeAnswerWithin from the first byte sent to the last byte of the answer
    Exchange(URI server, Duration wholeAnswerWithin) {
        this.wholeAnswerWithin = wholeAnswerWithin;
        if (server.getHost() == null
                || server.getPort() > PORT_MAX
                || server.getRawUserInfo() != null
                || server.getRawQuery() != null
                || server.getRawFragment() != null
                || !(server.getRawPath().isEmpty() || "/".equals(server.getRawPath()))
                || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
            throw new IllegalArgumentException("expected an address such as https://help.example");
        }
        this.server = server;
    }

    /// Fetches.
    ///
    /// @param path from the root
    /// @param answerBytesMax a longer answer is refused
    /// @return the body
    /// @throws ProblemException for every status but 200
    byte[] get(String path, int answerBytesMax) {
        return send(request(path).GET().build(), answerBytesMax).body();
    }

    /// Sends bytes.
    ///
    /// @param path from the root
    /// @param body sent as they are
    /// @param answerBytesMax a longer answer is refused
    /// @return the body of the answer
    /// @throws ProblemException for every status but 200 and 202, and for another media type than PROTOCOL 4.5 has
    byte[] post(String path, byte[] body, int answerBytesMax) {
        var answer = send(
                request(path)
                        .header("Content-Type", BYTES)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                answerBytesMax);
        if (answer.headers().firstValue("Content-Type").filter(BYTES::equals).isEmpty()) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        return answer.body();
    }

    /// Sends bytes that are only acknowledged. What else answers with 200, such as the sign-in page of a network, has
    /// taken nothing.
    ///
    /// @param path from the root
    /// @param body sent as they are
    /// @throws ProblemException for every status but 200; STRANGE_ANSWER for any body but `ok\n` (PROTOCOL 4.5);
    ///         unsure unless the service itself refused, or nobody was there
    void acknowledged(String path, byte[] body) {
        requireOk(delivered(path, body, OK_BYTES_MAX));
    }

    /// Sends bytes that the server takes or refuses.
    ///
    /// @param path from the root
    /// @param body sent as they are
    /// @param answerBytesMax a longer answer is refused
    /// @return the body of the answer
    /// @throws ProblemException for every status but 200 and 202; unsure as above
    byte[] delivered(String path, byte[] body, int answerBytesMax) {
        try {
            return post(path, body, answerBytesMax);
        } catch (ProblemException failure) {
            throw failure.problem().leavesOpen() ? failure.unsure() : failure;
        }
    }

    /// Looks at the body of an acknowledgement.
    static void requireOk(byte[] body) {
        if (!new String(body, StandardCharsets.US_ASCII).equals(OK)) {
            throw new ProblemException(Problem.STRANGE_ANSWER).unsure();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_WITHIN)
                // The default names the Java version.
                .header("User-Agent", "postern");
    }

    private HttpResponse<byte[]> send(HttpRequest request, int answerBytesMax) {
        // Some more is read, to tell the page of another program from a connection that broke.
        int readMax = Math.max(answerBytesMax, OK_BYTES_MAX);
        var answer = whole(http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), readMax)));
        if (answer.statusCode() != 200 && answer.statusCode() != ACCEPTED) {
            throw new ProblemException(problem(answer));
        }
        if (answer.body().length > answerBytesMax) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        return answer;
    }

    /// The client's own time limit ends with the answer's head; a body that comes byte by byte would never end.
    private HttpResponse<byte[]> whole(CompletableFuture<HttpResponse<byte[]>> pending) {
        try {
            return Patience.get(pending, wholeAnswerWithin);
        } catch (ExecutionException | TimeoutException failure) {
            throw new ProblemException(Problem.ofFailure(failure), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.NOT_REACHED, interrupted);
        } finally {
            pending.cancel(true);
        }
    }

    /// What another program refuses says nothing of what the service would do.
    private static Problem problem(HttpResponse<byte[]> answer) {
        var problem = Problem.ofStatus(answer.statusCode());
        boolean isRefusal = answer.statusCode() / 100 == 4 && problem != Problem.PROXY;
        if (isRefusal && !new String(answer.body(), StandardCharsets.US_ASCII).equals(REFUSED)) {
            return Problem.STRANGE_ANSWER;
        }
        return problem == Problem.NOT_SIGNED_IN && isFarFromNow(answer.headers()) ? Problem.CLOCKS_DIFFER : problem;
    }

    /// A signed call counts for five minutes either way (PROTOCOL 7).
    private static boolean isFarFromNow(HttpHeaders headers) {
        try {
            return headers.firstValue("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .filter(server ->
                            Duration.between(server, Instant.now()).abs().compareTo(CLOCKS_APART_MAX) > 0)
                    .isPresent();
        } catch (DateTimeException noDate) {
            return false;
        }
    }
}
