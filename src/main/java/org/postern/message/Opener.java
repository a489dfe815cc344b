package org.postern.message;

import java.util.Arrays;
import java.util.Optional;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

/// Opens and checks. The caller learns one thing: readable or not. A wrong key, wrong padding, a field over its
/// maximum, an unknown version, an inner field that is not the outer one and a bad signature are all the same
/// empty result.
///
/// Only the epoch may differ in one direction: what [Mover] moved keeps the epoch inside that it was written in, and
/// that is older than the one outside.
public final class Opener {
    private Opener() {}

    /// Opens a request with the epoch's identity. Its epoch inside is the envelope's, or an older one.
    ///
    /// @param envelope as the server keeps it
    /// @param epoch the identity made from the seed of the envelope's epoch
    /// @return the request, which the caller closes; or nothing
    public static Optional<HelpRequest> request(RequestEnvelope envelope, HybridIdentity epoch) {
        byte[] plaintext = {};
        try {
            plaintext = AgeFile.open(fileIn(envelope.frame(), Limits.REQUEST_HEAD_BYTES), epoch);
            return HelpRequest.decode(plaintext).filter(request -> isThatOf(request, envelope));
        } catch (AgeException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Opens an answer, with the requester's identity or the epoch's. Its desk stands in the roster of the epoch
    /// inside, which is the frame's or an older one.
    ///
    /// @param frame as the server keeps it; an empty place of a mailbox opens to nothing
    /// @param reader the requester's identity, or that of the epoch it was sealed for
    /// @param roots of a verified manifest
    /// @return the reply, or nothing
    public static Optional<Reply> reply(ReplyFrame frame, HybridIdentity reader, RosterRoots roots) {
        byte[] plaintext = {};
        try {
            plaintext = AgeFile.open(fileIn(frame.frame(), Limits.REPLY_HEAD_BYTES), reader);
            return Reply.decode(plaintext, roots)
                    .filter(reply -> Arrays.equals(reply.tag().raw(), frame.tag())
                            && reply.number() == frame.number()
                            && reply.epoch() <= frame.epoch());
        } catch (AgeException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Whether what is inside belongs into this envelope.
    static boolean isThatOf(HelpRequest request, RequestEnvelope envelope) {
        return request.id().equals(envelope.id())
                && request.epoch() <= envelope.epoch()
                && Arrays.equals(request.mark().raw(), envelope.mark());
    }

    static byte[] fileIn(byte[] frame, int head) {
        return Arrays.copyOfRange(frame, head, frame.length);
    }
}
