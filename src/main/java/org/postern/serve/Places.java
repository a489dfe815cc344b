package org.postern.serve;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.listen.Deadlines;
import org.postern.listen.RequestBody;
import org.postern.serve.Place.Asked;

/// The paths of one listener. It reads a body as bytes, asks the place, and sends what it says; a path that is
/// not in the table does not exist, and nothing of it is repeated anywhere.
final class Places implements Handler {
    private static final Header CLOSE = HeaderValues.CONNECTION_CLOSE;

    private static final String ALL_BELOW = "*";

    /// What a browser gets that asks for a page which is not there; no path is empty.
    static final String NO_SUCH_PAGE = "";

    private final Map<String, Place> byPath;
    private final Map<String, Place> byStart;
    private final SecurityHeaders headers;
    private final Deadlines deadlines;
    private final Counters counters;

    /// Opens the places of one listener.
    ///
    /// @param byPath the places by exact path; one that ends in `*` stands for all paths that begin so
    /// @param headers what every answer carries
    /// @param deadlines when a request or an answer takes too long
    /// @param counters what the operator sees
    Places(Map<String, Place> byPath, SecurityHeaders headers, Deadlines deadlines, Counters counters) {
        this.byPath = Map.copyOf(byPath);
        byStart = byPath.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALL_BELOW))
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().substring(0, entry.getKey().length() - 1), Map.Entry::getValue));
        this.headers = headers;
        this.deadlines = deadlines;
        this.counters = counters;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        var answer = answerTo(request);
        counters.count(answer.status());
        send(request, response, answer);
    }

    private Answer answerTo(ServerRequest request) {
        var path = request.prologue().uriPath().rawPath();
        var method = request.prologue().method().text();
        var found = place(path).or(() -> noSuchPage(method, request));
        if (found.isEmpty()) {
            return Answer.refused(404);
        }
        var place = found.get();
        // RFC 9110, 9.1: HEAD is answered wherever GET is.
        if (!method.equals(place.method())
                && !(method.equals("HEAD") && place.method().equals("GET"))) {
            return Answer.wrongMethod(place.method());
        }
        var body = RequestBody.read(request, place.bodyBytesMax());
        if (!deadlines.received()) {
            throw new CloseConnectionException("too late");
        }
        if (body.length > place.bodyBytesMax()) {
            return Answer.refused(413);
        }
        var acceptEncoding =
                request.headers().first(HeaderNames.ACCEPT_ENCODING).orElse("");
        try {
            return place.answering().answer(new Asked(path, acceptEncoding, body));
        } catch (RuntimeException failure) {
            return Failures.refusal(failure);
        }
    }

    private Optional<Place> place(String path) {
        return Optional.ofNullable(byPath.get(path))
                .or(() -> byStart.entrySet().stream()
                        .filter(start -> path.startsWith(start.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    /// A person who follows a wrong address gets a page with a way on; a program gets the constant refusal.
    private Optional<Place> noSuchPage(String method, ServerRequest request) {
        var forReading = method.equals("GET") || method.equals("HEAD");
        var accepted = request.headers().first(HeaderNames.ACCEPT).orElse("");
        return forReading && accepted.contains("text/html")
                ? Optional.ofNullable(byPath.get(NO_SUCH_PAGE))
                : Optional.empty();
    }

    private void send(ServerRequest request, ServerResponse response, Answer answer) {
        headers.putOn(response.headers());
        response.status(Status.create(answer.status()));
        if (!answer.mediaType().isEmpty()) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.mediaType()));
        }
        answer.extra().forEach((name, value) -> response.header(HeaderValues.create(name, value)));
        var lastOfConnection = request.headers().containsToken(CLOSE);
        if (lastOfConnection) {
            response.header(CLOSE);
        }
        deadlines.sending();
        // RFC 9110, 9.3.2: the answer to HEAD has no body, whatever it says.
        response.send(request.prologue().method().equals(Method.HEAD) ? new byte[0] : answer.body());
        deadlines.sent();
        if (lastOfConnection) {
            // Helidon 4.5 would keep the socket until the idle time is over.
            throw new CloseConnectionException("as the client asked");
        }
    }
}
