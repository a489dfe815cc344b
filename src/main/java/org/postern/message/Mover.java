package org.postern.message;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

/// Takes what an open case consists of into a newer epoch, before the old one is destroyed (PROTOCOL.md 5.5).
///
/// Nothing that somebody signed is changed: a moved request has the plaintext that it had, with the epoch in which it
/// was written, and so has a moved reply. Only what opens is moved; the one failure is an empty result, as in
/// [Opener].
public final class Mover {
    private final int epoch;
    private final HybridRecipient recipient;
    private final Randomness randomness;

    /// Moves into one epoch.
    ///
    /// @param epoch where to, 1 or more
    /// @param recipient of that epoch
    /// @param randomness for the files
    public Mover(int epoch, HybridRecipient recipient, Randomness randomness) {
        this.epoch = epoch;
        this.recipient = recipient;
        this.randomness = randomness;
    }

    /// Seals a request anew: same id, same mark, same plaintext.
    ///
    /// @param from as the server keeps it, of an older epoch
    /// @param old the identity of that epoch
    /// @return 32 768 bytes for the new epoch; nothing if it can't be opened
    /// @throws IllegalArgumentException if it is not of an older epoch
    public Optional<RequestEnvelope> request(RequestEnvelope from, HybridIdentity old) {
        requireOlder(from.epoch());
        byte[] plaintext = {};
        try {
            plaintext = AgeFile.open(Opener.fileIn(from.frame(), Limits.REQUEST_HEAD_BYTES), old);
            var request = HelpRequest.decode(plaintext).filter(read -> Opener.isThatOf(read, from));
            if (request.isEmpty()) {
                return Optional.empty();
            }
            request.get().close();
            byte[] file = AgeFile.seal(plaintext, List.of(recipient), randomness);
            return Optional.of(Sealer.envelope(from.id(), epoch, from.mark(), file));
        } catch (AgeException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Hands a reply over by its header: the requester's stanza and the payload stay as they are, byte for byte, and
    /// so does [ReplyFrame#link].
    ///
    /// @param from as the server keeps it, of an older epoch
    /// @param old the identity of that epoch
    /// @param roots of a verified manifest
    /// @return 8 192 bytes for the new epoch; nothing if it can't be opened
    /// @throws IllegalArgumentException if it is not of an older epoch
    public Optional<ReplyFrame> reply(ReplyFrame from, HybridIdentity old, RosterRoots roots) {
        requireOlder(from.epoch());
        if (Opener.reply(from, old, roots).isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] file =
                    AgeFile.rewrap(Opener.fileIn(from.frame(), Limits.REPLY_HEAD_BYTES), old, recipient, randomness);
            return Optional.of(Sealer.frame(epoch, from.tag(), from.number(), file));
        } catch (AgeException e) {
            return Optional.empty();
        }
    }

    private void requireOlder(int from) {
        if (from >= epoch) {
            throw new IllegalArgumentException("only what is of an older epoch moves");
        }
    }
}
