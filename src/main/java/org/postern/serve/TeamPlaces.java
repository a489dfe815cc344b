package org.postern.serve;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.postern.api.Routes;
import org.postern.api.TeamAnswer;
import org.postern.envelope.DepositFile;
import org.postern.envelope.Limits;
import org.postern.envelope.LogEntry;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.envelope.TeamCall;
import org.postern.manifest.Publication;
import org.postern.serve.Place.Answering;
import org.postern.serve.Place.Asked;
import org.postern.store.Store;

/// What signed-in desks may ask (PROTOCOL.md section 7), and the place for publications.
final class TeamPlaces {
    /// Cursors and the like.
    private static final int ASK_BYTES_MAX = 64;

    private static final int START_NUMBER = 255;

    private final Store store;
    private final Board board;
    private final Publishing publishing;
    private final CeremonyPlaces ceremony;
    private final InstantSource clock;

    /// Opens the places.
    ///
    /// @param store keeps what is sent
    /// @param board knows the desks of each epoch
    /// @param publishing takes publications in
    /// @param clock what a caller's clock is compared with
    TeamPlaces(Store store, Board board, Publishing publishing, InstantSource clock) {
        this.store = store;
        this.board = board;
        this.publishing = publishing;
        ceremony = new CeremonyPlaces(store, board);
        this.clock = clock;
    }

    /// Lists the places by path.
    ///
    /// @param notes the notes' place, as on the public listener
    /// @return everything on the team's listener
    Map<String, Place> with(Answering notes) {
        var places = new HashMap<String, Place>();
        places.put(Routes.NOTES, Place.get(notes));
        places.put(Routes.CEREMONY_SERVED, Place.get(asked -> Answer.text(200, publishing.servedLines())));
        places.put(Routes.PUBLISH, Place.post(Publication.PUBLICATION_BYTES_MAX, this::publish));
        places.put(Routes.TEAM_DAYS, signed(ASK_BYTES_MAX, this::days));
        places.put(Routes.TEAM_REQUESTS, signed(ASK_BYTES_MAX, this::requests));
        places.put(Routes.TEAM_REPLIES, signed(ASK_BYTES_MAX, this::replies));
        places.put(Routes.TEAM_ERASED, signed(ASK_BYTES_MAX, this::erased));
        places.put(Routes.TEAM_REPLY, signed(Limits.REPLY_BYTES, call -> reply(call, false)));
        places.put(Routes.TEAM_REPLY_ANEW, signed(Limits.REPLY_BYTES, call -> reply(call, true)));
        places.put(Routes.TEAM_LOG_APPEND, signed(Limits.LOG_ENTRY_LARGE_BYTES, this::append));
        places.put(Routes.TEAM_LOG_READ, signed(ASK_BYTES_MAX, this::log));
        places.put(Routes.TEAM_KEYS, signed(ASK_BYTES_MAX, this::keys));
        places.put(Routes.TEAM_DEPOSIT, signed(Limits.DEPOSIT_BYTES_MAX, this::deposit));
        places.put(Routes.TEAM_DRAWN, signed(Limits.TEAM_PAYLOAD_BYTES_MAX, ceremony::drawn));
        places.put(Routes.TEAM_MOVE, signed(Limits.REQUEST_BYTES, this::move));
        places.putAll(ceremony.places());
        return places;
    }

    /// Only for a desk that may call in the epoch that it names (see [Board#mayCall]) and signed this very path and
    /// payload just now.
    private Place signed(int payloadBytesMax, Function<TeamCall, Answer> answering) {
        return Place.post(Limits.TEAM_CALL_HEAD_BYTES + payloadBytesMax, asked -> {
            var call = TeamCall.parse(asked.body());
            var known = board.mayCall(call.epoch(), call.desk());
            if (!known || !call.isSignedFor(asked.path(), clock.instant())) {
                throw new RefusedException(Refusal.UNAUTHORISED);
            }
            return answering.apply(call);
        });
    }

    private Answer publish(Asked asked) {
        return publishing.publish(asked.body()) ? Answer.OK : Answer.WAITING;
    }

    private Answer days(TeamCall call) {
        call.payloadOf(0);
        return Answer.bytes(TeamAnswer.ofDays(store.days().stream()
                .map(day -> new TeamAnswer.Day(day.day(), day.ordinal(), day.dealt()))
                .toList()));
    }

    private Answer requests(TeamCall call) {
        var ask = ByteBuffer.wrap(call.payloadOf(10 + Limits.ID_BYTES));
        var day = counted(ask);
        var ordinal = counted(ask);
        var id = new UUID(ask.getLong(), ask.getLong());
        var max = max(ask, Limits.REQUESTS_MAX);
        return Answer.bytes(TeamAnswer.ofStored(store.requests(day, ordinal, id, max).stream()
                .map(one -> new TeamAnswer.Stored(one.ordinal(), one.frame()))
                .toList()));
    }

    private Answer replies(TeamCall call) {
        var ask = ByteBuffer.wrap(call.payloadOf(11 + Limits.HASH_BYTES));
        var day = counted(ask);
        var ordinal = counted(ask);
        var tag = hash(ask);
        var number = Byte.toUnsignedInt(ask.get());
        var max = max(ask, Limits.REPLIES_MAX);
        var fromStart = ordinal == 0 && number == START_NUMBER && Arrays.equals(tag, new byte[Limits.HASH_BYTES]);
        return Answer.bytes(TeamAnswer.ofStored(store.replies(day, ordinal, tag, fromStart ? -1 : number, max).stream()
                .map(one -> new TeamAnswer.Stored(one.ordinal(), one.frame()))
                .toList()));
    }

    private Answer erased(TeamCall call) {
        var after = call.payloadOf(Limits.HASH_BYTES);
        return Answer.bytes(TeamAnswer.ofErased(store.erased(after, Limits.ERASED_MAX).stream()
                .map(one -> new TeamAnswer.Erased(one.eraseKey(), one.tag()))
                .toList()));
    }

    private Answer reply(TeamCall call, boolean anew) {
        var reply = ReplyFrame.parse(call.payload());
        board.requireWriting(reply.epoch());
        return PublicPlaces.answer(store.submit(reply, call.desk(), anew));
    }

    private Answer append(TeamCall call) {
        var entry = LogEntry.parse(call.payload());
        board.requireWriting(entry.epoch());
        var place = store.append(entry);
        return Answer.bytes(TeamAnswer.ofAppended(new TeamAnswer.Appended(place.position(), place.head())));
    }

    private Answer log(TeamCall call) {
        var ask = ByteBuffer.wrap(call.payloadOf(10));
        var after = ask.getLong();
        if (after < 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return Answer.bytes(TeamAnswer.ofLines(store.log(after, max(ask, Limits.LOG_ENTRIES_MAX)).stream()
                .map(row -> new TeamAnswer.Line(
                        row.position(), row.hash(), row.body().orElse(new byte[0])))
                .toList()));
    }

    private Answer keys(TeamCall call) {
        var epoch = counted(ByteBuffer.wrap(call.payloadOf(Integer.BYTES)));
        var keys = store.epochKeys(epoch).orElseThrow(() -> new RefusedException(Refusal.EPOCH_CLOSED));
        return Answer.bytes(TeamAnswer.ofEpochKeys(new TeamAnswer.EpochKeys(
                keys.files(), keys.roster(), keys.recovery().orElse(new byte[0]))));
    }

    private Answer deposit(TeamCall call) {
        var deposit =
                DepositFile.parse(call.payload(), board.newestRoot().admins().size());
        store.deposit(call.epoch(), call.desk(), deposit.bytes());
        return Answer.OK;
    }

    /// A frame's length says what it is. A row that is gone or moved already is answered like one that moved now.
    private Answer move(TeamCall call) {
        if (call.payload().length == Limits.REPLY_BYTES) {
            var reply = ReplyFrame.parse(call.payload());
            store.move(reply, board.epochsBefore(reply.epoch()));
        } else {
            var request = RequestEnvelope.parse(call.payload());
            store.move(request, board.epochsBefore(request.epoch()));
        }
        return Answer.OK;
    }

    /// A `u32` that this server can count to.
    private static int counted(ByteBuffer ask) {
        var number = ask.getInt();
        if (number < 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return number;
    }

    private static byte[] hash(ByteBuffer ask) {
        var hash = new byte[Limits.HASH_BYTES];
        ask.get(hash);
        return hash;
    }

    private static int max(ByteBuffer ask, int most) {
        var max = Short.toUnsignedInt(ask.getShort());
        if (max < 1 || max > most) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return max;
    }
}
