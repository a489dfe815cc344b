package org.postern.api;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.postern.envelope.Limits;

/// The answers to team calls, as PROTOCOL.md section 7 lays them out. The server writes them, consoles read them.
///
/// Arrays are shared, not copied: treat them as read-only.
@SuppressWarnings("ArrayRecordComponent") // Answers are large and read once.
public sealed interface TeamAnswer {
    /// Days in one answer, at most: the count is a `u16`, and nothing lives that long.
    int DAYS_MAX = 4_096;

    /// One day that holds something.
    ///
    /// @param day whole days since 1970-01-01 UTC
    /// @param lastOrdinal the day's last tick
    /// @param redealt how often the day was dealt again; a change means: read the whole day anew
    record Day(int day, int lastOrdinal, int redealt) implements TeamAnswer {}

    /// One stored frame, a request or a reply.
    ///
    /// @param ordinal the tick of its day that stored it; 0 after a re-deal
    /// @param frame 32 768 or 8 192 bytes
    record Stored(int ordinal, byte[] frame) implements TeamAnswer {}

    /// One person's wish to be forgotten.
    ///
    /// @param eraseKey 32 bytes; finds that person's requests
    /// @param tag 32 bytes; names that person's mailbox
    record Erased(byte[] eraseKey, byte[] tag) implements TeamAnswer {}

    /// Where an entry of the triage log stands.
    ///
    /// @param position from 1
    /// @param head the chain's head after it, 32 bytes
    record Appended(long position, byte[] head) implements TeamAnswer {}

    /// One entry of the triage log.
    ///
    /// @param position from 1
    /// @param hash `H(entry)`, 32 bytes, which stays
    /// @param entry 512 or 2 048 bytes; none once the body is deleted
    record Line(long position, byte[] hash, byte[] entry) implements TeamAnswer {}

    /// What a console needs to open an epoch.
    ///
    /// @param files the age files of the epoch in order: the first, then supplements
    /// @param roster the roster's text (8.3)
    /// @param recovery the recovery file; none without seats
    record EpochKeys(List<byte[]> files, byte[] roster, byte[] recovery) implements TeamAnswer {}

    /// Writes the answer.
    ///
    /// @param days oldest first
    /// @return the answer to `/v1/team/days`
    static byte[] ofDays(List<Day> days) {
        return counted(days, (out, day) -> {
            out.writeInt(day.day());
            out.writeInt(day.lastOrdinal());
            out.writeInt(day.redealt());
        });
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/days`
    /// @return the days, oldest first
    static List<Day> days(byte[] bytes) {
        return counted(bytes, DAYS_MAX, in -> new Day(in.getInt(), in.getInt(), in.getInt()));
    }

    /// Writes the answer.
    ///
    /// @param stored requests or replies, in order
    /// @return the answer to `/v1/team/requests` or `/v1/team/replies`
    static byte[] ofStored(List<Stored> stored) {
        return counted(stored, (out, one) -> {
            out.writeInt(one.ordinal());
            out.write(one.frame());
        });
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/requests` or `/v1/team/replies`
    /// @param frameBytes the length of one frame
    /// @param countMax what was asked for
    /// @return the frames, in order
    static List<Stored> stored(byte[] bytes, int frameBytes, int countMax) {
        return counted(bytes, countMax, in -> new Stored(in.getInt(), taken(in, frameBytes)));
    }

    /// Writes the answer.
    ///
    /// @param erased by key, at most 1 024
    /// @return the answer to `/v1/team/erased`
    static byte[] ofErased(List<Erased> erased) {
        return counted(erased, (out, one) -> {
            out.write(one.eraseKey());
            out.write(one.tag());
        });
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/erased`
    /// @return the keys, in order
    static List<Erased> erased(byte[] bytes) {
        return counted(
                bytes, Limits.ERASED_MAX, in -> new Erased(taken(in, Limits.HASH_BYTES), taken(in, Limits.HASH_BYTES)));
    }

    /// Writes the answer.
    ///
    /// @param appended where it stands
    /// @return the answer to `/v1/team/log/append`, 40 bytes
    static byte[] ofAppended(Appended appended) {
        return ByteBuffer.allocate(Long.BYTES + Limits.HASH_BYTES)
                .putLong(appended.position())
                .put(appended.head())
                .array();
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/log/append`
    /// @return where it stands
    static Appended appended(byte[] bytes) {
        return whole(bytes, in -> new Appended(in.getLong(), taken(in, Limits.HASH_BYTES)));
    }

    /// Writes the answer.
    ///
    /// @param lines by position
    /// @return the answer to `/v1/team/log/read`
    static byte[] ofLines(List<Line> lines) {
        return counted(lines, (out, line) -> {
            out.writeLong(line.position());
            out.write(line.hash());
            out.writeShort(line.entry().length);
            out.write(line.entry());
        });
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/log/read`
    /// @return the entries, by position
    static List<Line> lines(byte[] bytes) {
        return counted(
                bytes,
                Limits.LOG_ENTRIES_MAX,
                in -> new Line(
                        in.getLong(), taken(in, Limits.HASH_BYTES), taken(in, Short.toUnsignedInt(in.getShort()))));
    }

    /// Writes the answer.
    ///
    /// @param keys an epoch's files, roster and recovery file
    /// @return the answer to `/v1/team/keys`
    static byte[] ofEpochKeys(EpochKeys keys) {
        var all = new ArrayList<>(keys.files());
        all.add(keys.roster());
        all.add(keys.recovery());
        var bytes = ByteBuffer.allocate(
                1 + all.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        bytes.put((byte) keys.files().size());
        all.forEach(part -> bytes.putInt(part.length).put(part));
        return bytes.array();
    }

    /// Reads the answer.
    ///
    /// @param bytes the answer to `/v1/team/keys`
    /// @return an epoch's files, roster and recovery file
    static EpochKeys epochKeys(byte[] bytes) {
        return whole(bytes, in -> {
            var files = new ArrayList<byte[]>();
            for (var count = Byte.toUnsignedInt(in.get()); count > 0; count--) {
                files.add(taken(in, in.getInt()));
            }
            if (files.isEmpty()) {
                throw new ProblemException(Problem.STRANGE_ANSWER);
            }
            return new EpochKeys(List.copyOf(files), taken(in, in.getInt()), taken(in, in.getInt()));
        });
    }

    /// Writes one element.
    ///
    /// @param <T> what is written
    @FunctionalInterface
    interface Writing<T> {
        /// Reads the answer.
        ///
        /// @param out where to
        /// @param one what
        /// @throws IOException never: the stream is in memory
        void write(DataOutputStream out, T one) throws IOException;
    }

    private static <T> byte[] counted(List<T> all, Writing<T> writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(all.size());
            for (var one : all) {
                writing.write(out, one);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> List<T> counted(byte[] bytes, int countMax, Function<ByteBuffer, T> reading) {
        return whole(bytes, in -> {
            var count = Short.toUnsignedInt(in.getShort());
            if (count > countMax) {
                throw new ProblemException(Problem.STRANGE_ANSWER);
            }
            var all = new ArrayList<T>(count);
            for (var i = 0; i < count; i++) {
                all.add(reading.apply(in));
            }
            return List.copyOf(all);
        });
    }

    private static <T> T whole(byte[] bytes, Function<ByteBuffer, T> reading) {
        try {
            var in = ByteBuffer.wrap(bytes);
            var read = reading.apply(in);
            if (in.hasRemaining()) {
                throw new ProblemException(Problem.STRANGE_ANSWER);
            }
            return read;
        } catch (BufferUnderflowException tooShort) {
            throw new ProblemException(Problem.STRANGE_ANSWER, tooShort);
        }
    }

    private static byte[] taken(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
