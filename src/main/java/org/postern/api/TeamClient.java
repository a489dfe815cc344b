package org.postern.api;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.postern.api.TeamAnswer.Appended;
import org.postern.api.TeamAnswer.Day;
import org.postern.api.TeamAnswer.EpochKeys;
import org.postern.api.TeamAnswer.Erased;
import org.postern.api.TeamAnswer.Line;
import org.postern.api.TeamAnswer.Stored;
import org.postern.envelope.Limits;
import org.postern.envelope.TeamCall;
import org.postern.manifest.Hash;

/// The signed calls of a responder's console (PROTOCOL.md section 7). Every method may throw [ProblemException].
public final class TeamClient {
    private static final int COUNT_BYTES = 2;

    private final Exchange exchange;
    private final DeskSigner desk;
    private final InstantSource clock;

    /// Prepares calls to one server; connects at the first one.
    ///
    /// @param team the team listener's address: `http` or `https`, host, port
    /// @param desk signs each call
    /// @param clock the caller's clock; the server takes 300 s either way
    public TeamClient(URI team, DeskSigner desk, InstantSource clock) {
        exchange = new Exchange(team);
        this.desk = desk;
        this.clock = clock;
    }

    /// {@return the days that hold something, oldest first}
    public List<Day> days() {
        return TeamAnswer.days(call(Routes.TEAM_DAYS, new byte[0], COUNT_BYTES + TeamAnswer.DAYS_MAX * 12));
    }

    /// Reads on in one day's requests.
    ///
    /// @param day whole days since 1970-01-01 UTC
    /// @param afterOrdinal of the last one read; 0 to start
    /// @param afterId request id of the last one read, 16 bytes; zeros to start
    /// @param max 1 to 64
    /// @return by (ordinal, id); fewer than `max` at the end
    public List<Stored> requests(int day, int afterOrdinal, byte[] afterId, int max) {
        var payload = ByteBuffer.allocate(10 + Limits.ID_BYTES)
                .putInt(day)
                .putInt(afterOrdinal)
                .put(exactly(afterId, Limits.ID_BYTES))
                .putShort((short) max);
        var answer =
                call(Routes.TEAM_REQUESTS, payload.array(), COUNT_BYTES + max * (Integer.BYTES + Limits.REQUEST_BYTES));
        return TeamAnswer.stored(answer, Limits.REQUEST_BYTES, max);
    }

    /// Reads on in one day's replies.
    ///
    /// @param day whole days since 1970-01-01 UTC
    /// @param afterOrdinal of the last one read; 0 to start
    /// @param afterTag mailbox tag of the last one read, 32 bytes; zeros to start
    /// @param afterNumber number of the last one read; 255 to start
    /// @param max 1 to 128
    /// @return by (ordinal, tag, number); fewer than `max` at the end
    public List<Stored> replies(int day, int afterOrdinal, byte[] afterTag, int afterNumber, int max) {
        var payload = ByteBuffer.allocate(11 + Limits.HASH_BYTES)
                .putInt(day)
                .putInt(afterOrdinal)
                .put(exactly(afterTag, Limits.HASH_BYTES))
                .put((byte) afterNumber)
                .putShort((short) max);
        var answer =
                call(Routes.TEAM_REPLIES, payload.array(), COUNT_BYTES + max * (Integer.BYTES + Limits.REPLY_BYTES));
        return TeamAnswer.stored(answer, Limits.REPLY_BYTES, max);
    }

    /// Reads on in the erase keys.
    ///
    /// @param afterKey the last one read, 32 bytes; zeros to start
    /// @return by key, at most 1 024
    public List<Erased> erased(byte[] afterKey) {
        var answer = call(
                Routes.TEAM_ERASED,
                exactly(afterKey, Limits.HASH_BYTES),
                COUNT_BYTES + Limits.ERASED_MAX * 2 * Limits.HASH_BYTES);
        return TeamAnswer.erased(answer);
    }

    /// Sends a reply. Returning means that it is stored; the same bytes may be sent again.
    ///
    /// @param frame 8 192 bytes
    public void reply(byte[] frame) {
        reply(frame, false);
    }

    /// Sends a reply. Returning means that it is stored; the same bytes may be sent again.
    ///
    /// @param frame 8 192 bytes
    /// @param anew whether it answers what was written after its mailbox had been erased; without that, the server
    ///     drops what comes for an erased mailbox, and answers alike
    public void reply(byte[] frame, boolean anew) {
        deliver(anew ? Routes.TEAM_REPLY_ANEW : Routes.TEAM_REPLY, exactly(frame, Limits.REPLY_BYTES));
    }

    /// Appends to the triage log; the same entry again gives the same answer.
    ///
    /// @param entry 512 or 2 048 bytes
    /// @return where it stands
    public Appended append(byte[] entry) {
        return TeamAnswer.appended(call(Routes.TEAM_LOG_APPEND, entry, Long.BYTES + Limits.HASH_BYTES));
    }

    /// Reads on in the triage log.
    ///
    /// @param afterPosition the last one read; 0 to start
    /// @param max 1 to 256
    /// @return by position; fewer than `max` at the end
    public List<Line> log(long afterPosition, int max) {
        var payload = ByteBuffer.allocate(10).putLong(afterPosition).putShort((short) max);
        var lineBytesMax = Long.BYTES + Limits.HASH_BYTES + COUNT_BYTES + Limits.LOG_ENTRY_LARGE_BYTES;
        return TeamAnswer.lines(call(Routes.TEAM_LOG_READ, payload.array(), COUNT_BYTES + max * lineBytesMax));
    }

    /// Fetches what opens an epoch.
    ///
    /// @param epoch from 1
    /// @return its files, its roster and its recovery file, not verified
    public EpochKeys keys(int epoch) {
        var payload = ByteBuffer.allocate(Integer.BYTES).putInt(epoch);
        return TeamAnswer.epochKeys(call(Routes.TEAM_KEYS, payload.array(), Limits.EPOCH_KEYS_BYTES_MAX));
    }

    /// Puts this desk's deposit in place of its last one.
    ///
    /// @param deposit an age file to all admins of the newest root
    public void deposit(byte[] deposit) {
        deliver(Routes.TEAM_DEPOSIT, deposit);
    }

    /// Hands in what this console drew for a proposal; the first one stays.
    ///
    /// @param lineup SHA-256 of the lineup's text
    /// @param drawn the epoch's recipient and sealed files
    /// @throws ProblemException TAKEN if a colleague's console was first, CLOSED if the proposal is gone
    public void drawn(Hash lineup, byte[] drawn) {
        var payload = ByteBuffer.allocate(Limits.HASH_BYTES + drawn.length);
        deliver(Routes.TEAM_DRAWN, payload.put(lineup.raw()).put(drawn).array());
    }

    /// Moves a request or a reply into the intake epoch. Returning means that it is there, that a colleague's
    /// console moved it before, or that it is gone; the same bytes may be sent again.
    ///
    /// @param frame 32 768 or 8 192 bytes, sealed to the intake epoch
    /// @throws ProblemException CLOSED if its epoch is not the intake epoch
    public void move(byte[] frame) {
        deliver(Routes.TEAM_MOVE, frame);
    }

    private void deliver(String path, byte[] payload) {
        exchange.acknowledged(path, signed(path, payload));
    }

    private byte[] call(String path, byte[] payload, int answerBytesMax) {
        return exchange.post(path, signed(path, payload), answerBytesMax);
    }

    private byte[] signed(String path, byte[] payload) {
        return TeamCall.frame(path, desk.epoch(), desk.publicKey(), clock.instant(), freshRandom(), payload, desk);
    }

    /// The random of a call only keeps two calls of one second apart; a random UUID (122 bits) does that, and this room
    /// needs no source of randomness of its own.
    private static byte[] freshRandom() {
        var random = UUID.randomUUID();
        return ByteBuffer.allocate(Limits.ID_BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    private static byte[] exactly(byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException("expected " + length + " bytes");
        }
        return bytes;
    }
}
