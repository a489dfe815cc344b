package org.postern.store;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.LogEntry;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

/// Everything that the server keeps. Nodes are stateless: several stores may stand on one database.
///
/// Every method blocks until the database has answered, is meant for virtual threads, and throws {@link
/// StoreUnavailable} when the database can't; then nothing was promised and the same call may be made again.
public final class Store implements AutoCloseable {
    private final Pools pools;
    private final Submitter<RequestEnvelope> requestTick;
    private final Submitter<Replies.Sent> replyTick;
    private final Days days;
    private final Requests requests;
    private final Replies replies;
    private final Erasure erasure;
    private final Redeal redeal;
    private final Reaper reaper;
    private final LogEntries log;
    private final Publications publications;

    /// How a store hands requests to their table: by the tick, but for comparisons.
    @FunctionalInterface
    interface Gathering {
        Submitter<RequestEnvelope> of(Batch<RequestEnvelope> table);
    }

    Store(Database database, TickSettings ticks, InstantSource clock, Gathering gathering) {
        Migrations.run(database);
        pools = new Pools(database);
        days = new Days(clock);
        requests = new Requests(pools, days);
        replies = new Replies(pools, days);
        erasure = new Erasure(pools, days);
        redeal = new Redeal(pools, days);
        reaper = new Reaper(pools, days);
        log = new LogEntries(pools);
        publications = new Publications(pools);
        requestTick = gathering.of(requests);
        replyTick = Tick.started("reply-tick", replies, ticks);
    }

    /// Brings the tables up to date and starts the ticks.
    ///
    /// @param database where
    /// @param ticks how often to write
    /// @param clock says which day it is
    /// @throws StoreUnavailable if the database can't be reached or its tables can't be brought up to date
    public static Store open(Database database, TickSettings ticks, InstantSource clock) {
        return new Store(database, ticks, clock, table -> Tick.started("request-tick", table, ticks));
    }

    /// Stores a request with the next tick.
    ///
    /// @return STORED, DROPPED or TAKEN, after the commit
    public Outcome submit(RequestEnvelope request) {
        return requestTick.submit(request);
    }

    /// Stores a reply with the next tick.
    ///
    /// @param reply from a signed-in desk
    /// @param desk its key, 32 bytes, for the budget of four a mailbox and day
    /// @return STORED, DROPPED, TAKEN or TOO_MANY, after the commit
    public Outcome submit(ReplyFrame reply, byte[] desk) {
        return replyTick.submit(new Replies.Sent(reply, desk));
    }

    /// Reads one page of a mailbox.
    ///
    /// @param tag 32 bytes
    /// @param page 0 to 7, or 255 for the newest
    public MailboxPlaces mailbox(byte[] tag, int page) {
        return replies.page(tag, page);
    }

    /// Erases a person's requests and mailbox, after everything that already waits for a tick.
    public void erase(EraseOrder order) {
        requestTick.flush();
        replyTick.flush();
        erasure.erase(order);
    }

    /// The days on which something is stored, oldest first.
    public List<StoredDay> days() {
        return pools.transaction(Role.TEAM, days::list);
    }

    /// Requests of one day after a cursor, ordered by (ordinal, id).
    ///
    /// @param day whole days since 1970
    /// @param afterOrdinal 0 to start
    /// @param afterId all zero to start
    /// @param max 1 to 64
    public List<StoredFrame> requests(int day, int afterOrdinal, UUID afterId, int max) {
        return requests.after(day, afterOrdinal, afterId, bounded(max, Limits.REQUESTS_MAX));
    }

    /// Replies of one day after a cursor, ordered by (ordinal, tag, number).
    ///
    /// @param day whole days since 1970
    /// @param afterOrdinal 0 to start
    /// @param afterTag 32 bytes, all zero to start
    /// @param afterNumber -1 to start
    /// @param max 1 to 128
    public List<StoredFrame> replies(int day, int afterOrdinal, byte[] afterTag, int afterNumber, int max) {
        return replies.after(day, afterOrdinal, afterTag, afterNumber, bounded(max, Limits.REPLIES_MAX));
    }

    /// Erase keys after a key, in order.
    ///
    /// @param afterKey 32 bytes, all zero to start
    /// @param max 1 to 1 024
    public List<ErasedKey> erased(byte[] afterKey, int max) {
        return erasure.after(afterKey, bounded(max, Limits.ERASED_MAX));
    }

    /// Appends to the triage log. The same entry again keeps its place and gives the same answer.
    public LogPlace append(LogEntry entry) {
        return log.append(entry);
    }

    /// Entries of the triage log after a position.
    ///
    /// @param afterPosition 0 to start
    /// @param max 1 to 256
    public List<LogRow> log(long afterPosition, int max) {
        return log.after(afterPosition, bounded(max, Limits.LOG_ENTRIES_MAX));
    }

    /// The published notes.
    public Published published() {
        return publications.load();
    }

    /// Saves a verified publication: all of it, or nothing.
    ///
    /// @param seen what it was verified against
    /// @param notes new notes only
    /// @param keys files and rosters of the epochs that come with it
    /// @return false when somebody else published meanwhile: load, verify and try again
    public boolean publish(Published seen, List<StoredNote> notes, List<EpochKeys> keys) {
        return publications.save(seen, notes, keys);
    }

    /// The epochs that were ever published, oldest first.
    public List<StoredEpoch> epochs() {
        return publications.epochs();
    }

    /// File and roster of an epoch; empty for one that is unknown or destroyed.
    public Optional<EpochKeys> epochKeys(int epoch) {
        return publications.keys(epoch);
    }

    /// The night's work: deals days at least two back again, and forgets which desk answered which mailbox
    /// before today.
    ///
    /// @return how many days were dealt
    public int redeal() {
        reaper.forgetBudgets();
        return redeal.run();
    }

    /// Removes everything of an epoch whose keys were destroyed.
    public void destroyed(int epoch) {
        reaper.destroyed(epoch);
    }

    /// True when the database answers.
    public boolean isWell() {
        try {
            days();
            return true;
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    private static int bounded(int max, int limit) {
        if (max < 1 || max > limit) throw new IllegalArgumentException("ask for 1 to " + limit);
        return max;
    }

    /// Writes what still waits, then lets go of the database. Close the listeners first.
    @Override
    public void close() {
        requestTick.close();
        replyTick.close();
        pools.close();
    }
}
