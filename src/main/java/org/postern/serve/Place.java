package org.postern.serve;

/// One path of PROTOCOL.md: the method it knows, the most it reads, and what it says.
///
/// @param method `GET` or `POST`
/// @param bodyBytesMax more is refused with 413 unread
/// @param answering makes the answer; blocks as long as it needs
record Place(String method, int bodyBytesMax, Answering answering) {
    /// Makes a place to read from.
    ///
    /// @param answering what it says
    /// @return a place that is read with GET; a body is not looked at
    static Place get(Answering answering) {
        return new Place("GET", 0, answering);
    }

    /// Makes a place to send to.
    ///
    /// @param bodyBytesMax the longest body that it takes
    /// @param answering what it says
    /// @return a place that takes a POST
    static Place post(int bodyBytesMax, Answering answering) {
        return new Place("POST", bodyBytesMax, answering);
    }

    /// Makes the answer to one request.
    @FunctionalInterface
    interface Answering {
        /// Makes one answer.
        ///
        /// @param asked what arrived
        /// @return what to send
        /// @throws RuntimeException anything that [Places] knows how to refuse
        Answer answer(Asked asked);
    }

    /// The whole of what a place sees of a request: neither who sent it, nor its other headers.
    ///
    /// @param path the path as it was asked for
    /// @param acceptEncoding value of `Accept-Encoding`, empty if there was none
    /// @param body the body, at most the place's `bodyBytesMax`
    @SuppressWarnings("ArrayRecordComponent") // carried to the place, never compared
    record Asked(String path, String acceptEncoding, byte[] body) {}
}
