package org.postern.witness;

import java.nio.charset.StandardCharsets;
import org.postern.note.SignatureLine;

/// What a witness answers (C2SP tlog-witness). Refusals all have the same body: nothing that came in goes out.
sealed interface Answer {
    /// 200: the cosignature.
    record Cosigned(SignatureLine line) implements Answer {}

    /// 409: another size was cosigned last; this one.
    record Conflict(long size) implements Answer {}

    /// 200: the newest checkpoint of a log, with its cosignature.
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    record Seen(byte[] note) implements Answer {}

    /// Every other status.
    record Refused(int status) implements Answer {}

    /// {@return the HTTP status}
    default int status() {
        return switch (this) {
            case Cosigned cosigned -> 200;
            case Seen seen -> 200;
            case Conflict conflict -> 409;
            case Refused refused -> refused.status();
        };
    }

    /// {@return the Content-Type}
    default String mediaType() {
        return switch (this) {
            case Conflict conflict -> "text/x.tlog.size";
            case Cosigned cosigned -> "text/plain; charset=utf-8";
            case Seen seen -> "text/plain; charset=utf-8";
            case Refused refused -> "text/plain; charset=utf-8";
        };
    }

    /// {@return the body}
    default byte[] body() {
        return switch (this) {
            case Cosigned cosigned -> (cosigned.line().text() + "\n").getBytes(StandardCharsets.UTF_8);
            case Seen seen -> seen.note();
            case Conflict conflict -> (conflict.size() + "\n").getBytes(StandardCharsets.US_ASCII);
            case Refused refused -> "refused\n".getBytes(StandardCharsets.US_ASCII);
        };
    }
}
