package org.postern.triage;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.HybridRecipient;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.manifest.Hash;

/// An event with everything that its author's signature covers: epoch, case, what the author had seen of the
/// log, the desk and the day (PROTOCOL.md 6).
///
/// @param epoch whose roster holds the desk
/// @param caseTag which case
/// @param seen how far the author had read
/// @param desk who wrote it
/// @param day on which day, UTC, by the author's clock
/// @param event what happened
public record SignedEvent(int epoch, CaseTag caseTag, Seen seen, DeskKey desk, LocalDate day, TriageEvent event) {
    static final String CONTEXT = "postern/v1/triage";
    static final int SMALL_BYTES = 436;
    static final int LARGE_BYTES = 1_972;

    private static final int VERSION = 1;
    private static final int RECIPIENT_BYTES = 1_216;
    private static final int HASH_BYTES = 32;

    /// Lays out and signs the event: 436 or 1 972 bytes, by its type.
    byte[] sign(Author author) {
        var out = ByteBuffer.allocate(size(event));
        out.put((byte) VERSION).put((byte) type(event)).putInt(epoch);
        put(out, caseTag.value());
        out.putLong(seen.position()).put(seen.head().raw()).put(desk.bytes()).putInt((int) day.toEpochDay());
        putFields(out, event);
        byte[] signed = Arrays.copyOf(out.array(), out.position());
        return out.put(author.sign(signed)).array();
    }

    /// Reads an event and checks every rule and the signature. Whether the desk stands in the roster is for the log to
    /// ask.
    static Optional<SignedEvent> read(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            if (in.get() != VERSION) {
                return Optional.empty();
            }
            int type = in.get();
            int epoch = in.getInt();
            var caseTag = new CaseTag(uuid(in));
            var seen = new Seen(in.getLong(), hash(in));
            var desk = DeskKey.of(fixed(in, DeskKey.BYTES));
            var day = LocalDate.ofEpochDay(Integer.toUnsignedLong(in.getInt()));
            var event = fields(in, type);
            byte[] signed = Arrays.copyOf(bytes, in.position());
            byte[] signature = fixed(in, Ed25519.SIGNATURE_BYTES);
            boolean padded = isZero(fixed(in, in.remaining()));
            boolean holds = bytes.length == size(event)
                    && padded
                    && ContextSignature.verify(desk.bytes(), CONTEXT, signature, signed);
            return holds ? Optional.of(new SignedEvent(epoch, caseTag, seen, desk, day, event)) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            // IllegalArgumentException: a number out of its bounds, or a recipient that is no key.
            return Optional.empty();
        }
    }

    private static int type(TriageEvent event) {
        return switch (event) {
            case TriageEvent.Asked asked -> 1;
            case TriageEvent.Approved approved -> 2;
            case TriageEvent.Opened opened -> 3;
            case TriageEvent.Replied replied -> 4;
            case TriageEvent.Notice notice -> 5;
            case TriageEvent.Declined declined -> 6;
            case TriageEvent.Moved moved -> 7;
            case TriageEvent.Destroyed destroyed -> 8;
        };
    }

    private static int size(TriageEvent event) {
        return switch (event) {
            case TriageEvent.Asked asked -> LARGE_BYTES;
            case TriageEvent.Approved approved -> LARGE_BYTES;
            case TriageEvent.Opened opened -> SMALL_BYTES;
            case TriageEvent.Replied replied -> SMALL_BYTES;
            case TriageEvent.Notice notice -> SMALL_BYTES;
            case TriageEvent.Declined declined -> SMALL_BYTES;
            case TriageEvent.Moved moved -> SMALL_BYTES;
            case TriageEvent.Destroyed destroyed -> SMALL_BYTES;
        };
    }

    private static void putFields(ByteBuffer out, TriageEvent event) {
        switch (event) {
            case TriageEvent.Asked asked -> {
                put(out, asked.ask());
                put(out, asked.request());
                out.put(asked.layer().raw())
                        .put((byte) asked.purpose().code())
                        .put(asked.oneTime().raw());
            }
            case TriageEvent.Approved approved -> {
                put(out, approved.ask());
                byte[] file = approved.file();
                if (file.length > Approval.FILE_BYTES_MAX) {
                    throw new IllegalArgumentException(
                            "a sealed share has at most " + Approval.FILE_BYTES_MAX + " bytes");
                }
                out.put(approved.layer().raw())
                        .put((byte) approved.seat())
                        .putShort((short) file.length)
                        .put(file);
            }
            case TriageEvent.Opened opened -> {
                put(out, opened.ask());
                put(out, opened.request());
                out.put(opened.layer().raw()).put((byte) opened.purpose().code());
            }
            case TriageEvent.Replied replied ->
                out.put(replied.tag().raw())
                        .put((byte) replied.number())
                        .put(replied.frame().raw());
            case TriageEvent.Notice notice -> {
                out.put(notice.tag().raw())
                        .put((byte) notice.number())
                        .put(notice.frame().raw());
                put(out, notice.ask());
            }
            case TriageEvent.Declined declined -> {
                put(out, declined.ask());
                out.put((byte) declined.seat());
            }
            case TriageEvent.Moved moved -> {
                int purpose = moved.last().map(last -> last.purpose().code()).orElse(0);
                int day =
                        moved.last().map(last -> (int) last.day().toEpochDay()).orElse(0);
                out.put((byte) moved.openings()).put((byte) purpose).putInt(day).putInt(moved.from());
            }
            case TriageEvent.Destroyed destroyed -> out.putInt(destroyed.destroyed());
        }
    }

    private static TriageEvent fields(ByteBuffer in, int type) {
        return switch (type) {
            case 1 ->
                new TriageEvent.Asked(
                        uuid(in), uuid(in), hash(in), purpose(in), HybridRecipient.of(fixed(in, RECIPIENT_BYTES)));
            case 2 -> new TriageEvent.Approved(uuid(in), hash(in), in.get(), file(in));
            case 3 -> new TriageEvent.Opened(uuid(in), uuid(in), hash(in), purpose(in));
            case 4 -> new TriageEvent.Replied(hash(in), in.get(), hash(in));
            case 5 -> new TriageEvent.Notice(hash(in), in.get(), hash(in), uuid(in));
            case 6 -> new TriageEvent.Declined(uuid(in), in.get());
            case 7 -> moved(in);
            case 8 -> new TriageEvent.Destroyed(in.getInt());
            default -> throw new IllegalArgumentException("an unknown type of event");
        };
    }

    private static TriageEvent.Moved moved(ByteBuffer in) {
        int openings = Byte.toUnsignedInt(in.get());
        int purpose = in.get();
        int day = in.getInt();
        int from = in.getInt();
        if (openings == 0 && (purpose != 0 || day != 0)) {
            throw new IllegalArgumentException("no opening, so no last one");
        }
        Optional<TriageEvent.LastOpening> last = openings == 0
                ? Optional.empty()
                : Optional.of(new TriageEvent.LastOpening(
                        Purpose.of(purpose).orElseThrow(() -> new IllegalArgumentException("an unknown purpose")),
                        LocalDate.ofEpochDay(Integer.toUnsignedLong(day))));
        return new TriageEvent.Moved(openings, last, from);
    }

    private static Purpose purpose(ByteBuffer in) {
        return Purpose.of(in.get()).orElseThrow(() -> new IllegalArgumentException("an unknown purpose"));
    }

    private static byte[] file(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > Approval.FILE_BYTES_MAX) {
            throw new IllegalArgumentException("a sealed share over its maximum");
        }
        return fixed(in, length);
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static Hash hash(ByteBuffer in) {
        return Hash.ofRaw(fixed(in, HASH_BYTES));
    }

    private static byte[] fixed(ByteBuffer in, int size) {
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[size];
        in.get(bytes);
        return bytes;
    }

    private static boolean isZero(byte[] bytes) {
        int difference = 0;
        for (byte b : bytes) {
            difference |= b;
        }
        return difference == 0;
    }
}
