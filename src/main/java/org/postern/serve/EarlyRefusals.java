package org.postern.serve;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import org.postern.listen.HeaderBounds;

/// Answers what Helidon refuses by itself, before any place is asked, exactly as the places answer: the same
/// headers and the same body, and a status of PROTOCOL.md 4.5.
final class EarlyRefusals implements DirectHandler {
    private final SecurityHeaders headers;
    private final HeaderBounds headerBounds;
    private final Counters counters;

    private EarlyRefusals(SecurityHeaders headers, HeaderBounds headerBounds, Counters counters) {
        this.headers = headers;
        this.headerBounds = headerBounds;
        this.counters = counters;
    }

    /// Makes the handlers for every kind of early refusal.
    ///
    /// @param headers what every answer carries
    /// @param headerBounds knows when headers were too large
    /// @param counters what the operator sees
    /// @return handlers for every kind of early refusal
    static DirectHandlers handlers(SecurityHeaders headers, HeaderBounds headerBounds, Counters counters) {
        var refusals = new EarlyRefusals(headers, headerBounds, counters);
        var all = DirectHandlers.builder();
        for (var kind : EventType.values()) {
            all.addHandler(kind, refusals);
        }
        return all.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request, EventType kind, Status status, ServerResponseHeaders unused, String message) {
        var answer = Answer.refused(statusOf(status));
        counters.count(answer.status());
        var own = ServerResponseHeaders.create();
        headers.putOn(own);
        own.set(HeaderNames.CONTENT_TYPE, answer.mediaType());
        return TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(own)
                .keepAlive(false)
                .entity(answer.body())
                .build();
    }

    private int statusOf(Status status) {
        return switch (status.code()) {
            case 404, 405, 413, 431, 503 -> status.code();
            case 500 -> 500;
            default -> headerBounds.stoppedInLargeHeaders() ? 431 : 400;
        };
    }
}
