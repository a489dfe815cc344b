package org.postern.console;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.postern.api.TeamAnswer;
import org.postern.api.TeamClient;
import org.postern.envelope.Limits;

/// What the server keeps, day by day, read on from where the last reading ended; a re-dealt day is read anew.
final class Days {
    private static final int NUMBER_TO_START = 255;

    private final Map<Integer, Cursor> cursors = new HashMap<>();

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
    }

    /// Reads everything that is new.
    ///
    /// @param team who asks
    /// @param requests takes each request
    /// @param replies takes each reply
    /// @throws org.postern.api.ProblemException if the server can't be reached or refuses; the next reading goes on
    void read(TeamClient team, Taker requests, Taker replies) {
        for (var day : team.days()) {
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

    private static void readRequests(TeamClient team, int day, Cursor cursor, Taker taker) {
        int count = Limits.REQUESTS_MAX;
        while (count == Limits.REQUESTS_MAX) {
            var page = team.requests(day, cursor.requestOrdinal, cursor.requestId, Limits.REQUESTS_MAX);
            for (var stored : page) {
                taker.take(stored.frame(), day, stored.ordinal());
                cursor.requestOrdinal = stored.ordinal();
                cursor.requestId = Arrays.copyOfRange(stored.frame(), 4, 4 + Limits.ID_BYTES);
            }
            count = page.size();
        }
    }

    private static void readReplies(TeamClient team, int day, Cursor cursor, Taker taker) {
        int count = Limits.REPLIES_MAX;
        while (count == Limits.REPLIES_MAX) {
            var page = team.replies(day, cursor.replyOrdinal, cursor.replyTag, cursor.replyNumber, Limits.REPLIES_MAX);
            for (var stored : page) {
                taker.take(stored.frame(), day, stored.ordinal());
                cursor.replyOrdinal = stored.ordinal();
                cursor.replyTag = Arrays.copyOfRange(stored.frame(), 8, 8 + Limits.HASH_BYTES);
                cursor.replyNumber = stored.frame()[40];
            }
            count = page.size();
        }
    }
}
