package org.postern.listen;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/// One listener for two: Helidon 4.5.0 tells nobody anything as soon as a protocol has more than one.
///
/// @param deadlines    ends requests that do not arrive
/// @param headerBounds refuses headers that are too large
public record RequestWatch(Deadlines deadlines, HeaderBounds headerBounds) implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        deadlines.prologue(context, prologue);
        headerBounds.prologue(context, prologue);
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        headerBounds.headers(context, headers);
    }
}
