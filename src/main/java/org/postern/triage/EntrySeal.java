package org.postern.triage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.postern.crypto.Aead;
import org.postern.crypto.Randomness;
import org.postern.envelope.LogEntry;

/// The two seals of a log entry: the case key inside, the epoch's log key outside (PROTOCOL.md 6).
final class EntrySeal {
    private static final int NONCE_BYTES = 12;
    private static final int EPOCH_BYTES = 4;
    private static final int TAG_BYTES = 16;

    private EntrySeal() {}

    /// An entry whose outer seal is open: whose case it is, and the event still sealed.
    ///
    /// @param epoch as it stands outside
    /// @param caseTag which case
    /// @param inner nonce and sealed event
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Outer(int epoch, CaseTag caseTag, byte[] inner) {}

    /// Seals a signed event: 512 or 2 048 bytes.
    static LogEntry seal(byte[] event, CaseKey caseKey, LogKey logKey, Randomness randomness) {
        byte[] tag = bytes(caseKey.tag());
        byte[] innerNonce = randomness.bytes(NONCE_BYTES);
        byte[] inner = Aead.seal(caseKey.eventKey(), innerNonce, tag, event);
        byte[] outerPlain = ByteBuffer.allocate(TAG_BYTES + NONCE_BYTES + inner.length)
                .put(tag)
                .put(innerNonce)
                .put(inner)
                .array();
        byte[] epoch = epoch(logKey.epoch());
        byte[] outerNonce = randomness.bytes(NONCE_BYTES);
        byte[] outer = Aead.seal(logKey.key(), outerNonce, epoch, outerPlain);
        return LogEntry.parse(ByteBuffer.allocate(EPOCH_BYTES + NONCE_BYTES + outer.length)
                .put(epoch)
                .put(outerNonce)
                .put(outer)
                .array());
    }

    /// Opens the outer seal.
    static Optional<Outer> open(LogEntry entry, LogKey logKey) {
        byte[] bytes = entry.bytes();
        byte[] nonce = Arrays.copyOfRange(bytes, EPOCH_BYTES, EPOCH_BYTES + NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(bytes, EPOCH_BYTES + NONCE_BYTES, bytes.length);
        if (entry.epoch() != logKey.epoch()) {
            return Optional.empty();
        }
        return Aead.open(logKey.key(), nonce, epoch(entry.epoch()), sealed).map(plain -> {
            var in = ByteBuffer.wrap(plain);
            var tag = new CaseTag(new UUID(in.getLong(), in.getLong()));
            return new Outer(entry.epoch(), tag, Arrays.copyOfRange(plain, TAG_BYTES, plain.length));
        });
    }

    /// Opens the inner seal and reads the event; inner fields must be the outer ones.
    static Optional<SignedEvent> open(Outer outer, CaseKey caseKey) {
        byte[] nonce = Arrays.copyOf(outer.inner, NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(outer.inner, NONCE_BYTES, outer.inner.length);
        return Aead.open(caseKey.eventKey(), nonce, bytes(caseKey.tag()), sealed)
                .flatMap(SignedEvent::read)
                .filter(event -> event.epoch() == outer.epoch && event.caseTag().equals(outer.caseTag));
    }

    private static byte[] bytes(CaseTag tag) {
        return ByteBuffer.allocate(TAG_BYTES)
                .putLong(tag.value().getMostSignificantBits())
                .putLong(tag.value().getLeastSignificantBits())
                .array();
    }

    private static byte[] epoch(int epoch) {
        return ByteBuffer.allocate(EPOCH_BYTES).putInt(epoch).array();
    }
}
