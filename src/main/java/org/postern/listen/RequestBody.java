package org.postern.listen;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Reads a request's body, bounded.
public final class RequestBody {
    private RequestBody() {}

    /// Reads.
    ///
    /// @param request  whose body is not read yet
    /// @param bytesMax how long it may be
    /// @return the body, or one byte more than `bytesMax` if it is longer; empty if there is none
    /// @throws CloseConnectionException if the client went away or was too late: there is nobody to answer
    public static byte[] read(ServerRequest request, int bytesMax) {
        if (bytesMax == 0 || !request.content().hasEntity()) {
            return new byte[0];
        }
        // One array of the announced length: reading without knowing it would copy a body three times.
        var announced = request.headers().contentLength().orElse(bytesMax + 1L);
        var body = new byte[(int) Math.min(announced, bytesMax + 1L)];
        try (var stream = request.content().inputStream()) {
            var length = stream.readNBytes(body, 0, body.length);
            return length == body.length ? body : Arrays.copyOf(body, length);
        } catch (IOException | UncheckedIOException broken) {
            throw new CloseConnectionException("body not received");
        }
    }
}
