package org.postern.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.AgeFile;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.manifest.VerifiedManifest;

/// Signs, pads and seals: what somebody wants to say becomes a frame of constant size that the server cannot read.
public final class Sealer {
    private final Randomness randomness;
    private final InstantSource clock;

    /// Seals with the given randomness and clock.
    ///
    /// @param randomness for ids, the case key, the locked layer and the files
    /// @param clock for the rounded time inside the seal
    public Sealer(Randomness randomness, InstantSource clock) {
        this.randomness = randomness;
        this.clock = clock;
    }

    /// Seals a request or a follow-up to the intake epoch. A new id is drawn: send the same frame again to retry.
    ///
    /// @param draft what the person wants to say
    /// @param keys drawn from the nine words
    /// @param manifest verified; its intake must be open by this sealer's clock
    /// @return 32 768 bytes, ready to send
    /// @throws IllegalArgumentException when an answer is over its maximum, or contact answers were given and
    /// the service has no key holders to lock them for
    /// @throws org.postern.manifest.ManifestException when intake is closed
    public RequestEnvelope request(Draft draft, RequesterKeys keys, VerifiedManifest manifest) {
        manifest.requireOpen(clock);
        return request(
                draft,
                keys,
                manifest.intakeEpoch(),
                manifest.intakeRecipient(),
                manifest.seatThreshold(),
                manifest.seats());
    }

    RequestEnvelope request(
            Draft draft, RequesterKeys keys, int epoch, HybridRecipient intake, int k, List<HybridRecipient> seats) {
        var id = randomId();
        long sentAt = TenMinutes.number(clock.instant());
        Optional<LockedLayer> locked = draft.contact().isEmpty()
                ? Optional.empty()
                : Optional.of(LockedLayer.seal(draft.contact(), k, seats, randomness));
        Optional<SecretBytes> caseKey = draft.kind() == HelpRequest.Kind.FIRST
                ? Optional.of(SecretBytes.random(randomness, HelpRequest.CASE_KEY_BYTES))
                : Optional.empty();
        var fields = new HelpRequest.Fields(
                draft.kind(),
                id,
                epoch,
                keys.mark(id),
                keys.signingKey(),
                keys.tag(),
                keys.recipient(),
                sentAt,
                draft.consents(sentAt),
                draft.answers(),
                draft.message(),
                caseKey,
                locked);
        try (var request = HelpRequest.sign(fields, keys)) {
            return seal(request, intake);
        }
    }

    /// Seals a signed request to the epoch's recipient.
    RequestEnvelope seal(HelpRequest request, HybridRecipient intake) {
        byte[] plaintext = request.encode();
        try {
            byte[] file = AgeFile.seal(plaintext, List.of(intake), randomness);
            return envelope(request.id(), request.epoch(), request.mark().raw(), file);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Puts a sealed request behind its head.
    static RequestEnvelope envelope(UUID id, int epoch, byte[] mark, byte[] file) {
        // 36 zeros: the price, and the nonces of a proof of work that costs nothing yet.
        return RequestEnvelope.parse(ByteBuffer.allocate(Limits.REQUEST_BYTES)
                .put(ascii("PRQ1"))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(epoch)
                .put(mark)
                .put(new byte[Limits.REQUEST_HEAD_BYTES - 56])
                .put(file)
                .array());
    }

    /// Seals an answer to the requester and, so that colleagues see it, to the epoch.
    ///
    /// @param draft what the responder wants to say
    /// @param to the request that is answered
    /// @param number the place in the mailbox, 0 to 63
    /// @param previous hash of the frame in the place before, [Hash#NONE] for place 0
    /// @param desk who signs, in which epoch
    /// @return 8 192 bytes, ready to send
    /// @throws IllegalArgumentException when the text or the number is over its maximum
    public ReplyFrame reply(Reply.Draft draft, HelpRequest to, int number, Hash previous, Desk desk) {
        return reply(draft, to.tag(), to.thread(), to.replyTo(), number, previous, desk);
    }

    ReplyFrame reply(
            Reply.Draft draft,
            Hash tag,
            ThreadId thread,
            HybridRecipient replyTo,
            int number,
            Hash previous,
            Desk desk) {
        if (number < 0 || number > Limits.REPLY_NUMBER_MAX) {
            throw new IllegalArgumentException("a mailbox has places 0 to " + Limits.REPLY_NUMBER_MAX);
        }
        long sentAt = TenMinutes.number(clock.instant());
        var fields = new Reply.Fields(tag, number, desk.epoch(), thread, previous, sentAt, draft);
        byte[] plaintext = Reply.sign(fields, desk);
        try {
            byte[] file = AgeFile.seal(plaintext, List.of(replyTo, desk.epochRecipient()), randomness);
            return frame(desk.epoch(), tag.raw(), number, file);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Puts a sealed reply behind its head.
    static ReplyFrame frame(int epoch, byte[] tag, int number, byte[] file) {
        return ReplyFrame.parse(ByteBuffer.allocate(Limits.REPLY_BYTES)
                .put(ascii("PRP1"))
                .putInt(epoch)
                .put(tag)
                .put((byte) number)
                .put(file)
                .array());
    }

    private UUID randomId() {
        var bytes = ByteBuffer.wrap(randomness.bytes(Limits.ID_BYTES));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
