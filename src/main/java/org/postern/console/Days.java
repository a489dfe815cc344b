package org.postern.console;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.postern.api.TeamAnswer;
import org.postern.api.TeamClient;
import org.postern.console.Casebook.Doubt;
import org.postern.console.Casebook.Place;
import org.postern.envelope.Limits;

/// What the server keeps, day by day, read on from where the last reading ended; a re-dealt day is read anew.
final class Days {
    /// The tick of what this console has just sent, until the next reading tells the real one: after all others.
    static final int JUST_SENT = Integer.MAX_VALUE;

    private static final int NUMBER_TO_START = 255;

    private final Map<Integer, Cursor> cursors = new HashMap<>();
    private volatile int taken;
    private volatile String at = "";

    /// Takes one stored frame.
    @FunctionalInterface
    interface Taker {
        /// Takes it; a frame may come more than once.
        ///
        /// @param frame a request or a reply, as the server keeps it
        /// @param day days since 1970
        /// @param ordinal the tick in its day; 0 once the day was re-dealt
        void take(byte[] frame, int day, int ordinal);
    }

    /// How far one day is read.
    private static final class Cursor {
        private int redealt = -1;
        private int requestOrdinal;
        private byte[] requestId = new byte[Limits.ID_BYTES];
        private int replyOrdinal;
        private byte[] replyTag = new byte[Limits.HASH_BYTES];
        private int replyNumber = NUMBER_TO_START;
    }

    /// Begins anew with the next reading.
    void startOver() {
        cursors.clear();
        taken = 0;
    }

    /// How many frames were read since the beginning.
    int taken() {
        return taken;
    }

    /// Which day is being read, in words; nothing before the first.
    String at() {
        return at;
    }

    /// Reads everything that is new.
    ///
    /// @param team who asks
    /// @param requests takes each request
    /// @param replies takes each reply
    /// @throws org.postern.api.ProblemException if the server can't be reached or refuses; the next reading goes on
    void read(TeamClient team, Taker requests, Taker replies) {
        var all = team.days();
        for (int i = 0; i < all.size(); i++) {
            var day = all.get(i);
            at = "day " + (i + 1) + " of " + all.size();
            var cursor = cursor(day);
            readRequests(team, day.day(), cursor, requests);
            readReplies(team, day.day(), cursor, replies);
        }
    }

    private Cursor cursor(TeamAnswer.Day day) {
        var cursor = cursors.computeIfAbsent(day.day(), first -> new Cursor());
        if (cursor.redealt != day.redealt()) {
            // Re-dealt since the last visit: places have changed, so the whole day is read anew, by id.
            cursor = new Cursor();
            cursor.redealt = day.redealt();
            cursors.put(day.day(), cursor);
        }
        return cursor;
    }

    // Only a reading writes it, one at a time.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count() {
        taken++;
    }

    private void readRequests(TeamClient team, int day, Cursor cursor, Taker taker) {
        int count = Limits.REQUESTS_MAX;
        while (count == Limits.REQUESTS_MAX) {
            var page = team.requests(day, cursor.requestOrdinal, cursor.requestId, Limits.REQUESTS_MAX);
            for (var stored : page) {
                taker.take(stored.frame(), day, stored.ordinal());
                count();
                cursor.requestOrdinal = stored.ordinal();
                cursor.requestId = Arrays.copyOfRange(stored.frame(), 4, 4 + Limits.ID_BYTES);
            }
            count = page.size();
        }
    }

    private void readReplies(TeamClient team, int day, Cursor cursor, Taker taker) {
        int count = Limits.REPLIES_MAX;
        while (count == Limits.REPLIES_MAX) {
            var page = team.replies(day, cursor.replyOrdinal, cursor.replyTag, cursor.replyNumber, Limits.REPLIES_MAX);
            for (var stored : page) {
                taker.take(stored.frame(), day, stored.ordinal());
                count();
                cursor.replyOrdinal = stored.ordinal();
                cursor.replyTag = Arrays.copyOfRange(stored.frame(), 8, 8 + Limits.HASH_BYTES);
                cursor.replyNumber = stored.frame()[40];
            }
            count = page.size();
        }
    }

    /// Whether the server still keeps something where it stood, or where the night's dealing has put it since.
    ///
    /// @param team who asks
    /// @param doubt a request or a reply
    /// @throws org.postern.api.ProblemException if the server can't be reached or refuses
    static boolean keeps(TeamClient team, Doubt doubt) {
        var at = doubt.arrival();
        return at.ordinal() == JUST_SENT || stands(team, doubt, at.ordinal()) || stands(team, doubt, 0);
    }

    private static boolean stands(TeamClient team, Doubt doubt, int ordinal) {
        int day = doubt.arrival().day();
        if (doubt.name() instanceof UUID id) {
            var bytes = ByteBuffer.allocate(Limits.ID_BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return team.requests(day, ordinal, before(bytes), 1).stream()
                    .anyMatch(stored -> Arrays.equals(stored.frame(), 4, 4 + bytes.length, bytes, 0, bytes.length));
        }
        var place = (Place) doubt.name();
        var tag = place.tag().raw();
        boolean first = place.number() == 0;
        return team
                .replies(day, ordinal, first ? before(tag) : tag, first ? NUMBER_TO_START : place.number() - 1, 1)
                .stream()
                .anyMatch(stored -> Arrays.equals(stored.frame(), 8, 8 + tag.length, tag, 0, tag.length)
                        && stored.frame()[40] == place.number());
    }

    /// The one before, as the server orders them; neither an id nor a hash is all zeros.
    private static byte[] before(byte[] bytes) {
        var one = bytes.clone();
        for (int i = one.length - 1; i >= 0; i--) {
            if (one[i]-- != 0) {
                break;
            }
        }
        return one;
    }
}
