package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;

/// The table of replies: written by the tick for signed-in desks, read by consoles and, by tag, by requesters.
final class Replies implements Batch<Replies.Sent> {
    private final Pools pools;
    private final Days days;

    /// A reply, the desk that brought it, and whether it answers what was written after the mailbox had been erased.
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Sent(ReplyFrame reply, byte[] desk, boolean anew) {}

    /// A place in a mailbox.
    private record Place(Bytes tag, int number) {}

    /// What a desk's replies of one day are counted by.
    private record Budget(Bytes desk, Bytes tag) {}

    Replies(Pools pools, Days days) {
        this.pools = pools;
        this.days = days;
    }

    /// One transaction: lock the day, look for places, tombstones and budgets, insert the rest sorted by tag.
    @Override
    public List<Outcome> write(List<Sent> arrived) {
        return pools.transaction(Role.TEAM, connection -> {
            var day = days.today();
            var ordinal = days.lockNext(connection, day);
            var tags = connection.createArrayOf(
                    "bytea", arrived.stream().map(s -> s.reply().tag()).toArray(byte[][]::new));
            var places = places(connection, tags);
            var erased = erased(connection, tags);
            var used = used(connection, tags, day);
            var raised = new HashSet<Budget>();
            var outcomes = new ArrayList<Outcome>(arrived.size());
            var fresh = new ArrayList<ReplyFrame>(arrived.size());
            for (var sent : arrived) {
                var tag = Bytes.of(sent.reply().tag());
                var budget = new Budget(Bytes.of(sent.desk()), tag);
                var place = new Place(tag, sent.reply().number());
                var known = places.get(place);
                if (erased.contains(tag) && !sent.anew()) outcomes.add(Outcome.DROPPED);
                else if (known != null)
                    outcomes.add(Arrays.equals(known, sent.reply().digest()) ? Outcome.STORED : Outcome.TAKEN);
                else if (used.getOrDefault(budget, 0) >= Limits.REPLIES_A_DESK_TAG_AND_DAY)
                    outcomes.add(Outcome.TOO_MANY);
                else {
                    outcomes.add(Outcome.STORED);
                    places.put(place, sent.reply().digest());
                    used.merge(budget, 1, Integer::sum);
                    raised.add(budget);
                    fresh.add(sent.reply());
                }
            }
            // Tags are hashes, so their order says nothing about the order of arrival.
            fresh.sort(Comparator.comparing(ReplyFrame::tag, Arrays::compareUnsigned)
                    .thenComparingInt(ReplyFrame::number));
            insert(connection, fresh, day, ordinal);
            for (var budget : raised) raise(connection, budget, day, used.get(budget));
            return outcomes;
        });
    }

    private static final String PLACES = "SELECT tag, number, digest FROM reply WHERE tag = ANY (?)";

    private static Map<Place, byte[]> places(Connection connection, java.sql.Array tags) throws SQLException {
        var places = new HashMap<Place, byte[]>();
        try (var select = connection.prepareStatement(PLACES)) {
            select.setArray(1, tags);
            try (var rows = select.executeQuery()) {
                while (rows.next()) places.put(new Place(Bytes.of(rows.getBytes(1)), rows.getInt(2)), rows.getBytes(3));
            }
        }
        return places;
    }

    private static final String ERASED = "SELECT tag FROM erased_tag WHERE tag = ANY (?)";

    private static Set<Bytes> erased(Connection connection, java.sql.Array tags) throws SQLException {
        var erased = new HashSet<Bytes>();
        try (var select = connection.prepareStatement(ERASED)) {
            select.setArray(1, tags);
            try (var rows = select.executeQuery()) {
                while (rows.next()) erased.add(Bytes.of(rows.getBytes(1)));
            }
        }
        return erased;
    }

    private static final String USED = "SELECT desk, tag, used FROM reply_budget WHERE tag = ANY (?) AND day = ?";

    private static Map<Budget, Integer> used(Connection connection, java.sql.Array tags, int day) throws SQLException {
        var used = new HashMap<Budget, Integer>();
        try (var select = connection.prepareStatement(USED)) {
            select.setArray(1, tags);
            select.setInt(2, day);
            try (var rows = select.executeQuery()) {
                while (rows.next())
                    used.put(new Budget(Bytes.of(rows.getBytes(1)), Bytes.of(rows.getBytes(2))), rows.getInt(3));
            }
        }
        return used;
    }

    private static final String RAISE = """
            INSERT INTO reply_budget (desk, tag, day, used) VALUES (?, ?, ?, ?)
            ON CONFLICT (desk, tag, day) DO UPDATE SET used = excluded.used""";

    private static void raise(Connection connection, Budget budget, int day, int used) throws SQLException {
        try (var upsert = connection.prepareStatement(RAISE)) {
            upsert.setBytes(1, budget.desk().value());
            upsert.setBytes(2, budget.tag().value());
            upsert.setInt(3, day);
            upsert.setInt(4, used);
            upsert.executeUpdate();
        }
    }

    private static final String INSERT = """
            INSERT INTO reply (tag, number, epoch, digest, day, ordinal, frame) VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private static void insert(Connection connection, List<ReplyFrame> fresh, int day, int ordinal)
            throws SQLException {
        if (fresh.isEmpty()) return;
        try (var insert = connection.prepareStatement(INSERT)) {
            for (var reply : fresh) {
                insert.setBytes(1, reply.tag());
                insert.setInt(2, reply.number());
                insert.setInt(3, reply.epoch());
                insert.setBytes(4, reply.digest());
                insert.setInt(5, day);
                insert.setInt(6, ordinal);
                insert.setBytes(7, reply.frame());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static final String AFTER = """
            SELECT ordinal, frame FROM reply
            WHERE day = ? AND (ordinal, tag, number) > (?, ?, ?) ORDER BY ordinal, tag, number LIMIT ?""";

    List<StoredFrame> after(int day, int ordinal, byte[] tag, int number, int max) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var select = connection.prepareStatement(AFTER)) {
                select.setInt(1, day);
                select.setInt(2, ordinal);
                select.setBytes(3, tag);
                select.setInt(4, number);
                select.setInt(5, max);
                return Requests.frames(select);
            }
        });
    }

    private static final String NEWEST = "SELECT max(number) FROM reply WHERE tag = ?";

    private static final String PAGE = "SELECT frame FROM reply WHERE tag = ? AND number BETWEEN ? AND ?";

    /// The same two statements for every mailbox and every page, so that what exists takes no other path.
    MailboxPlaces page(byte[] tag, int askedPage) {
        return pools.transaction(Role.MAILBOX, connection -> {
            var newest = newestPage(connection, tag);
            var page = askedPage == Limits.MAILBOX_PAGE_NEWEST ? newest : askedPage;
            var first = page * Limits.MAILBOX_PLACES;
            var found = new ArrayList<ReplyFrame>(Limits.MAILBOX_PLACES);
            try (var select = connection.prepareStatement(PAGE)) {
                select.setBytes(1, tag);
                select.setInt(2, first);
                select.setInt(3, first + Limits.MAILBOX_PLACES - 1);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) found.add(ReplyFrame.parse(rows.getBytes(1)));
                }
            }
            return new MailboxPlaces(page, found);
        });
    }

    private static int newestPage(Connection connection, byte[] tag) throws SQLException {
        try (var select = connection.prepareStatement(NEWEST)) {
            select.setBytes(1, tag);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getInt(1) / Limits.MAILBOX_PLACES; // max of nothing is NULL, read as 0
            }
        }
    }
}
