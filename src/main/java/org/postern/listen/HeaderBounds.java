package org.postern.listen;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/// Refuses request headers over [#BYTES_MAX] with 431.
///
/// Helidon 4.5 knows one status for headers that are broken and for headers that are too large. So Helidon gets a
/// higher limit, where it stops reading, and this listener measures what was read; when Helidon has stopped first,
/// what is left unread tells one case from the other.
public final class HeaderBounds implements Http1ConnectionListener {
    /// Names, values and separators of one request, in bytes.
    public static final int BYTES_MAX = 8_192;

    /// Where Helidon stops reading.
    public static final int HELIDON_BYTES_MAX = 4 * BYTES_MAX;

    private static final int SEPARATORS = ": \r\n".length();

    /// Made once for a server.
    public HeaderBounds() {}

    /// The reader of this thread's connection while the headers are being read, and only then.
    private static final ThreadLocal<DataReader> READING = new ThreadLocal<>();

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        READING.set(context.dataReader());
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        READING.remove();
        var bytes = 0L;
        for (var header : headers) {
            for (var value : header.allValues()) {
                bytes += header.name().length() + value.length() + SEPARATORS;
            }
        }
        if (bytes > BYTES_MAX) {
            throw RequestException.builder()
                    .type(EventType.BAD_REQUEST)
                    .status(Status.create(431))
                    .setKeepAlive(false)
                    .message("headers too large")
                    .build();
        }
    }

    /// Tells whether Helidon gave up on headers because they were too large.
    ///
    /// @return true if this thread stopped while reading headers with more than [#BYTES_MAX] bytes still unread
    public boolean stoppedInLargeHeaders() {
        var reader = READING.get();
        READING.remove();
        return reader != null && reader.available() > BYTES_MAX;
    }
}
