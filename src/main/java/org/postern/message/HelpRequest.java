package org.postern.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.envelope.Limits;
import org.postern.manifest.Hash;

/// A request for help, or a follow-up to one, signed by the person who wrote it (PROTOCOL.md 5.1).
///
/// Whoever holds one holds a valid one: it comes from [Sealer], or from [Opener] after every check. Age files have no
/// associated data and no sender, so the plaintext repeats what stands outside, and the signature covers all of it.
public final class HelpRequest implements AutoCloseable {
    private static final int PLAINTEXT_BYTES = Limits.REQUEST_PLAIN_BYTES;

    /// Longest message, in bytes of UTF-8.
    public static final int MESSAGE_BYTES_MAX = 12_000;

    /// Length of a case key in bytes.
    public static final int CASE_KEY_BYTES = 32;

    private static final int VERSION = 1;
    private static final int FORM_VERSION = 1;
    private static final int RECIPIENT_BYTES = 1_216;

    /// Whether it opens a thread or goes on with one.
    public enum Kind {
        /// The first message of a thread; it carries the case key.
        FIRST(1),
        /// A later message; it carries none.
        FOLLOW_UP(2);

        private final int id;

        Kind(int id) {
            this.id = id;
        }
    }

    /// How soon an answer is needed, in the person's own words; a floor for the team, never a ceiling (domain.md B.2).
    public enum Urgency {
        /// Danger, or no safe place tonight.
        NOW,
        /// Today or tomorrow.
        TODAY,
        /// This week.
        WEEK,
        /// No rush.
        NO_RUSH,
        /// Not said, or not known.
        UNKNOWN;

        static Urgency of(List<String> values) {
            return values.size() != 1
                    ? UNKNOWN
                    : switch (values.getFirst()) {
                        case "now" -> NOW;
                        case "today" -> TODAY;
                        case "week" -> WEEK;
                        case "no_rush" -> NO_RUSH;
                        default -> UNKNOWN;
                    };
        }
    }

    /// The fields that a signature covers.
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Fields(
            Kind kind,
            UUID id,
            int epoch,
            Hash mark,
            byte[] signingKey,
            Hash tag,
            HybridRecipient replyTo,
            long sentAt,
            List<Consent> consents,
            Answers answers,
            String message,
            Optional<SecretBytes> caseKey,
            Optional<LockedLayer> locked) {

        Fields {
            Objects.requireNonNull(message);
            consents = List.copyOf(consents);
            boolean mayBeRead = Consent.allows(consents, Consent.Purpose.READ);
            if (!mayBeRead || caseKey.isPresent() != (kind == Kind.FIRST)) {
                throw new IllegalArgumentException("a request needs the consent to read, a first one a case key");
            }
        }

        private void write(FieldWriter out) {
            out.u8(VERSION)
                    .u8(kind.id)
                    .uuid(id)
                    .u32(epoch)
                    .fixed(mark.raw(), Sha256.BYTES)
                    .fixed(signingKey, Ed25519.PUBLIC_BYTES)
                    .fixed(tag.raw(), Sha256.BYTES)
                    .fixed(replyTo.raw(), RECIPIENT_BYTES)
                    .u32(sentAt)
                    .u8(FORM_VERSION);
            Consent.write(consents, out);
            answers.write(out, Answers.REQUEST_BYTES_MAX);
            out.str16(message, MESSAGE_BYTES_MAX);
            out.u8(caseKey.isPresent() ? 1 : 0);
            caseKey.ifPresent(key -> key.use(bytes -> out.fixed(bytes, CASE_KEY_BYTES)));
            out.u8(locked.isPresent() ? 1 : 0);
            locked.ifPresent(layer -> layer.write(out));
        }

        private static Fields read(FieldReader in) {
            in.exactly(VERSION);
            var kind = in.u8(Kind.FIRST.id, Kind.FOLLOW_UP.id) == Kind.FIRST.id ? Kind.FIRST : Kind.FOLLOW_UP;
            var id = in.uuid();
            int epoch = in.epoch();
            var mark = in.hash();
            byte[] signingKey = in.fixed(Ed25519.PUBLIC_BYTES);
            var tag = in.hash();
            var replyTo = HybridRecipient.of(in.fixed(RECIPIENT_BYTES));
            long sentAt = in.u32();
            in.exactly(FORM_VERSION);
            var consents = Consent.read(in);
            var answers = Answers.read(in, Answers.REQUEST_BYTES_MAX);
            var message = in.str16(MESSAGE_BYTES_MAX);
            Optional<SecretBytes> caseKey =
                    in.flag() ? Optional.of(SecretBytes.takeOwnershipOf(in.fixed(CASE_KEY_BYTES))) : Optional.empty();
            Optional<LockedLayer> locked = in.flag() ? Optional.of(LockedLayer.read(in)) : Optional.empty();
            return new Fields(
                    kind,
                    id,
                    epoch,
                    mark,
                    signingKey,
                    tag,
                    replyTo,
                    sentAt,
                    consents,
                    answers,
                    message,
                    caseKey,
                    locked);
        }
    }

    private final Fields fields;
    private final byte[] signature;

    private HelpRequest(Fields fields, byte[] signature) {
        this.fields = fields;
        this.signature = signature;
    }

    /// Signs the fields. Throws `IllegalArgumentException` when one is over its maximum.
    static HelpRequest sign(Fields fields, RequesterKeys keys) {
        var out = new FieldWriter(PLAINTEXT_BYTES);
        fields.write(out);
        byte[] signed = out.written();
        try {
            return new HelpRequest(fields, keys.signRequest(signed));
        } finally {
            Arrays.fill(signed, (byte) 0);
            Arrays.fill(out.padded(), (byte) 0);
        }
    }

    /// The plaintext, 31 017 bytes; the caller wipes it.
    byte[] encode() {
        var out = new FieldWriter(PLAINTEXT_BYTES);
        fields.write(out);
        return out.fixed(signature, Ed25519.SIGNATURE_BYTES).padded();
    }

    /// How many bytes of the plaintext the signature covers, which is also where it stands.
    int signedBytes() {
        var out = new FieldWriter(PLAINTEXT_BYTES);
        fields.write(out);
        Arrays.fill(out.padded(), (byte) 0);
        return out.length();
    }

    /// Reads a plaintext and checks every rule and the signature; the one failure is an empty result.
    static Optional<HelpRequest> decode(byte[] plaintext) {
        if (plaintext.length != PLAINTEXT_BYTES) {
            return Optional.empty();
        }
        try {
            var in = new FieldReader(plaintext);
            var fields = Fields.read(in);
            byte[] signed = in.soFar();
            byte[] signature = in.fixed(Ed25519.SIGNATURE_BYTES);
            in.zeros();
            FieldReader.require(RequesterKeys.requestSignatureFits(fields.signingKey, signed, signature));
            Arrays.fill(signed, (byte) 0);
            return Optional.of(new HelpRequest(fields, signature));
        } catch (FieldReader.Malformed | IllegalArgumentException e) {
            // IllegalArgumentException: a recipient that is no key, or fields that do not go together.
            return Optional.empty();
        }
    }

    /// First message or follow-up.
    public Kind kind() {
        return fields.kind;
    }

    /// The random id, the same as outside the seal.
    public UUID id() {
        return fields.id;
    }

    /// The epoch it was sealed for, 1 or more.
    public int epoch() {
        return fields.epoch;
    }

    /// The erase mark: `H(erase key, id)`.
    public Hash mark() {
        return fields.mark;
    }

    /// Whose words it was signed with, Ed25519, 32 bytes.
    public byte[] signingKey() {
        return fields.signingKey.clone();
    }

    /// What ties the messages of one person together.
    public ThreadId thread() {
        return ThreadId.ofSigningKey(fields.signingKey);
    }

    /// The mailbox where answers go: `H(locator)`.
    public Hash tag() {
        return fields.tag;
    }

    /// Whom answers are sealed to.
    public HybridRecipient replyTo() {
        return fields.replyTo;
    }

    /// When it was sealed, by the person's clock, rounded down to ten minutes.
    public Instant sentAt() {
        return TenMinutes.instant(fields.sentAt);
    }

    /// What this message allows or takes back; fold all of a thread with [Consent#allows].
    public List<Consent> consents() {
        return fields.consents;
    }

    /// What was ticked, in the order of the form.
    public Answers answers() {
        return fields.answers;
    }

    /// What the person needs, as ticked.
    public List<String> needs() {
        return fields.answers.values("needs");
    }

    /// How soon an answer is needed, as ticked.
    public Urgency urgency() {
        return Urgency.of(fields.answers.values("urgency_self"));
    }

    /// What the person wrote; may be empty.
    public String message() {
        return fields.message;
    }

    /// The key of the case, 32 bytes, still owned by this request; only a first message has one.
    public Optional<SecretBytes> caseKey() {
        return fields.caseKey;
    }

    /// How to reach the person, locked; absent when they gave nothing.
    public Optional<LockedLayer> locked() {
        return fields.locked;
    }

    /// Wipes the case key. The text is a Java string and goes when the collector takes it.
    @Override
    public void close() {
        fields.caseKey.ifPresent(SecretBytes::close);
    }

    /// Shows nothing of what the person said.
    @Override
    public String toString() {
        return "HelpRequest[" + fields.kind + "]";
    }
}
