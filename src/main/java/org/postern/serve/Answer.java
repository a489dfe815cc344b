package org.postern.serve;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a place says to one request.
///
/// @param status an HTTP status of PROTOCOL.md 4.5
/// @param mediaType value of `Content-Type`; empty if there is no body to describe
/// @param body the whole body; shared between answers and never changed
/// @param extra further headers of this answer alone
@SuppressWarnings("ArrayRecordComponent") // carried to the socket, never compared
record Answer(int status, String mediaType, byte[] body, Map<String, String> extra) {
    private static final String BYTES = "application/octet-stream";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final byte[] REFUSED_BODY = "refused\n".getBytes(StandardCharsets.US_ASCII);

    /// The one answer to everything that was taken; the same bytes every time.
    static final Answer OK = bytes("ok\n".getBytes(StandardCharsets.US_ASCII));

    /// A publication was taken in and waits for its witnesses; the same bytes may be sent again to ask.
    static final Answer WAITING = new Answer(202, BYTES, "waiting\n".getBytes(StandardCharsets.US_ASCII), Map.of());

    /// There is nothing here, and that is no fault.
    static final Answer NOTHING = new Answer(204, "", new byte[0], Map.of());

    /// Answers with bytes.
    ///
    /// @param body what was asked for
    /// @return status 200 with these bytes
    static Answer bytes(byte[] body) {
        return new Answer(200, BYTES, body, Map.of());
    }

    /// Answers with a line for the operator.
    ///
    /// @param status 200, or 503 for "not well"
    /// @param text ASCII, ending with a newline
    /// @return a line for the operator
    static Answer text(int status, String text) {
        return new Answer(status, TEXT, text.getBytes(StandardCharsets.US_ASCII), Map.of());
    }

    /// Refuses.
    ///
    /// @param status why, as PROTOCOL.md 4.5 lists it
    /// @return the one refusal body
    static Answer refused(int status) {
        return new Answer(status, TEXT, REFUSED_BODY, Map.of());
    }

    /// Refuses a method.
    ///
    /// @param allowed the method that the place knows (RFC 9110, 15.5.6 asks for it)
    /// @return status 405
    static Answer wrongMethod(String allowed) {
        return new Answer(405, TEXT, REFUSED_BODY, Map.of("Allow", allowed.equals("GET") ? "GET, HEAD" : allowed));
    }
}
