package org.postern.message;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Sha256;
import org.postern.envelope.Limits;
import org.postern.manifest.Hash;
import org.postern.manifest.Roster;

/// An answer to a requester, signed by a desk of the epoch's roster (PROTOCOL.md 5.3). It carries a whole snapshot of
/// where things stand, so that the newest one is enough.
///
/// Whoever holds one holds a valid one: it comes from [Sealer], or from [Opener] after every check.
public final class Reply {
    /// Longest text, in bytes of UTF-8.
    public static final int TEXT_BYTES_MAX = 4_000;

    private static final int VERSION = 1;
    private static final int PLAINTEXT_BYTES = Limits.REPLY_PLAIN_BYTES;
    private static final int PATH_BYTES = Roster.PATH_HASHES * Roster.KEY_BYTES;
    private static final String CONTEXT = "postern/v1/reply";

    /// Where things stand, as the requester sees it. The numbers are the format's.
    public enum State {
        /// It is there; nobody has read it.
        RECEIVED(1),
        /// A person has read it.
        READ(2),
        /// The two are talking.
        IN_CONVERSATION(3),
        /// The team waits for the requester, without hurry.
        WAITING_FOR_YOU(4),
        /// Closed; writing again opens it.
        CLOSED(5);

        private final int code;

        State(int code) {
            this.code = code;
        }

        private static State of(int code) {
            return Arrays.stream(values())
                    .filter(state -> state.code == code)
                    .findFirst()
                    .orElseThrow(FieldReader.Malformed::new);
        }
    }

    /// Why contact details were opened: a closed list. The numbers are the format's.
    public enum Purpose {
        /// Call back as the person asked.
        CALL_BACK_AS_ASKED(1),
        /// Meet as the person asked.
        MEET_AS_ASKED(2),
        /// A safe place tonight.
        SAFE_PLACE_TONIGHT(3),
        /// Urgent medical help that the person asked for.
        URGENT_MEDICAL_HELP_ASKED_FOR(4);

        private final int code;

        Purpose(int code) {
            this.code = code;
        }

        private static Purpose of(int code) {
            return Arrays.stream(values())
                    .filter(purpose -> purpose.code == code)
                    .findFirst()
                    .orElseThrow(FieldReader.Malformed::new);
        }

        /// The number in replies and in the triage log, 1 to 4.
        public int code() {
            return code;
        }
    }

    /// Tells the requester that contact details were opened.
    ///
    /// @param purpose why
    /// @param day on which day, UTC
    public record Notice(Purpose purpose, LocalDate day) {
        /// Checks that both are there.
        public Notice {
            Objects.requireNonNull(purpose);
            Objects.requireNonNull(day);
        }
    }

    /// What a responder wants to say, before it is sealed.
    ///
    /// @param state where things stand
    /// @param notice when contact details were opened
    /// @param text at most [#TEXT_BYTES_MAX] bytes of UTF-8; may be empty
    public record Draft(State state, Optional<Notice> notice, String text) {
        /// Checks that all are there.
        public Draft {
            Objects.requireNonNull(state);
            Objects.requireNonNull(notice);
            Objects.requireNonNull(text);
        }

        /// Shows nothing of what is said.
        @Override
        public String toString() {
            return "Reply.Draft[" + state + "]";
        }
    }

    /// The fields that a signature covers, but for the desk's proof.
    record Fields(Hash tag, int number, int epoch, ThreadId thread, Hash previous, long sentAt, Draft draft) {
        private void write(FieldWriter out) {
            out.u8(VERSION)
                    .fixed(tag.raw(), Sha256.BYTES)
                    .u8(number)
                    .u32(epoch)
                    .fixed(thread.bytes(), ThreadId.BYTES)
                    .fixed(previous.raw(), Sha256.BYTES)
                    .u32(sentAt)
                    .u8(draft.state.code)
                    .u8(draft.notice.isPresent() ? 1 : 0)
                    .u8(draft.notice.map(notice -> notice.purpose.code()).orElse(0))
                    .u32(draft.notice.map(notice -> notice.day.toEpochDay()).orElse(0L))
                    .str16(draft.text, TEXT_BYTES_MAX);
        }

        private static Fields read(FieldReader in) {
            in.exactly(VERSION);
            var tag = in.hash();
            int number = in.u8(0, Limits.REPLY_NUMBER_MAX);
            int epoch = in.epoch();
            var thread = ThreadId.of(in.fixed(ThreadId.BYTES));
            var previous = in.hash();
            long sentAt = in.u32();
            var state = State.of(in.u8());
            boolean told = in.flag();
            int purpose = in.u8();
            long day = in.u32();
            FieldReader.require(told || (purpose == 0 && day == 0));
            Optional<Notice> notice =
                    told ? Optional.of(new Notice(Purpose.of(purpose), LocalDate.ofEpochDay(day))) : Optional.empty();
            var text = in.str16(TEXT_BYTES_MAX);
            return new Fields(tag, number, epoch, thread, previous, sentAt, new Draft(state, notice, text));
        }
    }

    private final Fields fields;
    private final byte[] deskKey;
    private final int leaf;

    private Reply(Fields fields, byte[] deskKey, int leaf) {
        this.fields = fields;
        this.deskKey = deskKey;
        this.leaf = leaf;
    }

    /// Signs the fields and lays out the plaintext, 4 935 bytes. Throws `IllegalArgumentException` over a maximum.
    static byte[] sign(Fields fields, Desk desk) {
        var out = new FieldWriter(PLAINTEXT_BYTES);
        fields.write(out);
        out.fixed(desk.key(), Ed25519.PUBLIC_BYTES).u8(desk.leaf()).fixed(desk.path(), PATH_BYTES);
        byte[] signed = out.written();
        out.fixed(ContextSignature.sign(desk.seed(), CONTEXT, signed), Ed25519.SIGNATURE_BYTES);
        Arrays.fill(signed, (byte) 0);
        return out.padded();
    }

    /// Reads a plaintext and checks every rule, the signature and the desk's place in the roster of its epoch.
    static Optional<Reply> decode(byte[] plaintext, RosterRoots roots) {
        if (plaintext.length != PLAINTEXT_BYTES) {
            return Optional.empty();
        }
        try {
            var in = new FieldReader(plaintext);
            var fields = Fields.read(in);
            byte[] deskKey = in.fixed(Ed25519.PUBLIC_BYTES);
            int leaf = in.u8(0, Roster.LEAVES - 1);
            byte[] path = in.fixed(PATH_BYTES);
            byte[] signed = in.soFar();
            byte[] signature = in.fixed(Ed25519.SIGNATURE_BYTES);
            in.zeros();
            boolean inRoster = roots.of(fields.epoch)
                    .map(root -> Roster.verifyPath(root, leaf, deskKey, path))
                    .orElse(false);
            FieldReader.require(inRoster && ContextSignature.verify(deskKey, CONTEXT, signature, signed));
            return Optional.of(new Reply(fields, deskKey, leaf));
        } catch (FieldReader.Malformed e) {
            return Optional.empty();
        }
    }

    /// The mailbox, the same as outside the seal.
    public Hash tag() {
        return fields.tag;
    }

    /// The place in the mailbox, 0 to 63, the same as outside the seal.
    public int number() {
        return fields.number;
    }

    /// The epoch whose roster holds the desk.
    public int epoch() {
        return fields.epoch;
    }

    /// Whom it answers.
    public ThreadId thread() {
        return fields.thread;
    }

    /// The hash of the frame of the reply before; [Hash#NONE] for the first.
    public Hash previous() {
        return fields.previous;
    }

    /// When it was sealed, rounded down to ten minutes.
    public Instant sentAt() {
        return TenMinutes.instant(fields.sentAt);
    }

    /// Where things stand.
    public State state() {
        return fields.draft.state;
    }

    /// When contact details were opened, and why.
    public Optional<Notice> notice() {
        return fields.draft.notice;
    }

    /// What the responder wrote; may be empty.
    public String text() {
        return fields.draft.text;
    }

    /// Who signed it: a pseudonym for one epoch, Ed25519, 32 bytes.
    public byte[] deskKey() {
        return deskKey.clone();
    }

    /// The desk's place in the roster, 0 to 63.
    public int leaf() {
        return leaf;
    }

    /// Shows nothing of what is said.
    @Override
    public String toString() {
        return "Reply[" + fields.draft.state + "]";
    }
}
